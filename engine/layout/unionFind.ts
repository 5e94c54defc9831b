import { compare } from './order.ts'

/** Sets that grow together; the name of a set is the first of its members, so that it does not depend on the order of joining. */
export class UnionFind {
  readonly #parent = new Map<string, string>()

  find(key: string): string {
    let root = key
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up
    for (let at = key; at !== root;) {
      const next = this.#parent.get(at) ?? root
      this.#parent.set(at, root)
      at = next
    }
    return root
  }

  join(a: string, b: string): void {
    const x = this.find(a)
    const y = this.find(b)
    if (x !== y) this.#parent.set(compare(x, y) < 0 ? y : x, compare(x, y) < 0 ? x : y)
  }
}
