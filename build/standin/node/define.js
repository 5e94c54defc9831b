/** Adds a property like a built-in one (writable, not enumerable) unless it is there. */
export function define(target, name, value) {
  if (target[name] === undefined) set(target, name, value)
}

/** The same for a value that is made when somebody first asks for it; `make` may say undefined for "not yet". */
export function defineLazily(target, name, make) {
  if (target[name] !== undefined) return
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = make()
      if (value !== undefined) set(target, name, value)
      return value
    },
    set: (value) => set(target, name, value),
  })
}

function set(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
}
