import type { InjectionKey } from 'vue'
import { hasInjectionContext, inject, ref } from 'vue'
import { defineStore, getActivePinia } from 'pinia'

/** One pane of a tab: a cluster and a view. Numbers are never used again within a session. */
export type PaneId = number

/** Given by a pane to everything in it: whose stores `useRows()` and the like mean there. */
export const paneKey: InjectionKey<PaneId> = Symbol('pane')

/** The pane that keys, palette, sidebar and drawer mean. Set by `useTabs` only. */
export const useActivePane = defineStore('active-pane', () => ({ id: ref<PaneId>(1) }))

/** The part of a store that all stores of panes have. */
interface Disposable {
  $id: string
  $dispose(): void
}

const closers = new Set<(pane: PaneId) => void>()

/**
 * A store that each pane has one of. Its hook, called in the setup of a component within a pane, gives that pane's; called with a pane, that one's; called
 * anywhere else, something that always means the store of the active pane, whichever that is when it is used. A store of a pane calls the hooks of others
 * with its own pane.
 */
export function definePaneStore<S extends object>(name: string, setup: (pane: PaneId) => S) {
  const make = (pane: PaneId) => defineStore(`${name}/${pane}`, () => setup(pane))
  type Store = ReturnType<ReturnType<typeof make>>
  const hooks = new Map<PaneId, ReturnType<typeof make>>()

  function of(pane: PaneId): Store {
    let hook = hooks.get(pane)
    if (hook === undefined) hooks.set(pane, (hook = make(pane)))
    return hook()
  }

  const active = (): Store => of(useActivePane().id)
  // A store is an object of getters and functions: what is read of it, and written to it, is passed on to the one that is meant now.
  const following = new Proxy({} as Store, {
    get: (_target, key) => Reflect.get(active(), key),
    set: (_target, key, value) => Reflect.set(active(), key, value),
    has: (_target, key) => Reflect.has(active(), key),
  })

  closers.add((pane) => {
    if (!hooks.has(pane)) return
    const store = of(pane) as Disposable
    store.$dispose()
    hooks.delete(pane)
    delete getActivePinia()?.state.value[store.$id]
  })

  return (pane?: PaneId): Store => {
    if (pane !== undefined) return of(pane)
    const here = hasInjectionContext() ? inject(paneKey, null) : null
    return here === null ? following : of(here)
  }
}

/** Ends all stores of a pane, and with them what they have open at the engine. */
export function closePaneStores(pane: PaneId): void {
  for (const close of closers) close(pane)
}
