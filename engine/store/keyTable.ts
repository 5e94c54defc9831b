/** Entries of a page: small enough that a page which few keys are left of costs little. */
const pageSize = 256
const pageBits = 8

/**
 * Things by the keys of objects: whole numbers that are handed out one after the other from 1. A list in pages, where looking up is no more than counting; a page that
 * nothing is left of is let go, so that keys may grow for as long as a cluster lives.
 */
export class KeyTable<T> {
  readonly #pages: ({ items: (T | undefined)[]; count: number } | undefined)[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: number): T | undefined {
    return this.#pages[key >>> pageBits]?.items[key & (pageSize - 1)]
  }

  has(key: number): boolean {
    return this.get(key) !== undefined
  }

  set(key: number, item: T): void {
    const number = key >>> pageBits
    while (this.#pages.length <= number) this.#pages.push(undefined)
    let page = this.#pages[number]
    if (page === undefined) this.#pages[number] = page = { items: new Array<T | undefined>(pageSize).fill(undefined), count: 0 }
    const at = key & (pageSize - 1)
    if (page.items[at] === undefined) {
      page.count++
      this.#size++
    }
    page.items[at] = item
  }

  delete(key: number): void {
    const number = key >>> pageBits
    const page = this.#pages[number]
    const at = key & (pageSize - 1)
    if (page?.items[at] === undefined) return
    page.items[at] = undefined
    this.#size--
    if (--page.count === 0) this.#pages[number] = undefined
  }

  /** All keys that something is held for, ascending. What is taken away while going through them is left out. */
  *keys(): Generator<number> {
    for (let number = 0; number < this.#pages.length; number++) {
      for (let at = 0; at < pageSize; at++) {
        if (this.#pages[number]?.items[at] !== undefined) yield number * pageSize + at
      }
    }
  }
}
