/** Places of the smallest list; each next size has twice as many. */
const smallest = 4
const sizes = 4
/** More than the largest list has places for are kept in a set. */
const largest = smallest << (sizes - 1)
/** Stands for a set. */
const inSet = -0x8000_0000

/**
 * Keys of the objects that hold each of many things, by the numbers of these. Most things have one or a few holders: one stands in a table of numbers, a few in a list that
 * is cut out of one large array, many in a set. A cluster has tens of thousands of such lists, which as arrays of their own would take twice the room, and time to be looked after.
 */
export class HolderLists {
  /** By number, in pages: 0 for none, the only holder's key, or below zero where the list of several begins. */
  readonly #pages: ({ heads: Int32Array; count: number } | undefined)[] = []
  /** Lists: how many places are taken, then the places. The first number is never used: 0 stands for no list. */
  #places = new Int32Array(1024)
  #end = 1
  /** Lists that are free, by size. */
  readonly #free: number[][] = Array.from({ length: sizes }, () => [])
  readonly #sets = new Map<number, Set<number>>()
  #count = 0

  /** Things that have a holder. */
  get count(): number {
    return this.#count
  }

  /** Takes a holder; true when it is the first. */
  add(number: number, holder: number): boolean {
    const head = this.#headOf(number)
    if (head === 0) {
      this.#setHead(number, holder)
      return true
    }
    if (head === inSet) this.#sets.get(number)?.add(holder)
    else if (head > 0) {
      if (head === holder) return false
      const list = this.#take(0)
      this.#places[list] = 2
      this.#places[list + 1] = head
      this.#places[list + 2] = holder
      this.#setHead(number, -list)
    } else this.#append(number, -head, holder)
    return false
  }

  /** Takes a holder away; true when it was the last. */
  remove(number: number, holder: number): boolean {
    const head = this.#headOf(number)
    if (head === inSet) {
      const set = this.#sets.get(number)
      if (set?.delete(holder) !== true || set.size > 0) return false
      this.#sets.delete(number)
      this.#setHead(number, 0)
      return true
    }
    if (head >= 0) {
      if (head === 0 || head !== holder) return false
      this.#setHead(number, 0)
      return true
    }
    const list = -head
    const count = this.#places[list] as number // a list begins with it
    const at = this.#find(list, count, holder)
    if (at < 0) return false
    this.#places.copyWithin(at, at + 1, list + 1 + count)
    this.#places[list] = count - 1
    if (count === 2) {
      this.#setHead(number, this.#places[list + 1] as number) // the one that is left
      this.#letGo(list, 0)
    } else if (count - 1 === smallest << (sizeFor(count) - 1)) this.#move(number, list, count - 1, sizeFor(count), sizeFor(count - 1))
    return false
  }

  /** Who holds it now, in the order in which they came. */
  of(number: number): readonly number[] {
    const head = this.#headOf(number)
    if (head === 0) return none
    if (head > 0) return [head]
    if (head === inSet) return [...(this.#sets.get(number) ?? none)]
    return [...this.#places.subarray(1 - head, 1 - head + (this.#places[-head] as number))] // a list begins with how many there are
  }

  #append(number: number, list: number, holder: number): void {
    const count = this.#places[list] as number // a list begins with it
    if (this.#find(list, count, holder) >= 0) return
    if (count === largest) {
      this.#sets.set(number, new Set(this.of(number)).add(holder))
      this.#setHead(number, inSet)
      this.#letGo(list, sizes - 1)
      return
    }
    const size = sizeFor(count)
    const to = sizeFor(count + 1) === size ? list : this.#move(number, list, count, size, size + 1)
    this.#places[to] = count + 1
    this.#places[to + 1 + count] = holder
  }

  /** Moves a list to one of another size. */
  #move(number: number, from: number, count: number, size: number, next: number): number {
    const to = this.#take(next)
    this.#places.copyWithin(to, from, from + 1 + count)
    this.#letGo(from, size)
    this.#setHead(number, -to)
    return to
  }

  #find(list: number, count: number, holder: number): number {
    for (let at = list + 1; at <= list + count; at++) if (this.#places[at] === holder) return at
    return -1
  }

  #take(size: number): number {
    const free = this.#free[size]?.pop()
    if (free !== undefined) return free
    const at = this.#end
    this.#end += 1 + (smallest << size)
    if (this.#end > this.#places.length) {
      const more = new Int32Array(Math.max(this.#end, Math.ceil(this.#places.length * 1.5)))
      more.set(this.#places)
      this.#places = more
    }
    return at
  }

  #letGo(list: number, size: number): void {
    this.#free[size]?.push(list)
  }

  #headOf(number: number): number {
    return this.#pages[number >>> pageBits]?.heads[number & (pageSize - 1)] ?? 0
  }

  #setHead(number: number, head: number): void {
    const at = number >>> pageBits
    while (this.#pages.length <= at) this.#pages.push(undefined)
    const page = (this.#pages[at] ??= { heads: new Int32Array(pageSize), count: 0 })
    const was = page.heads[number & (pageSize - 1)] !== 0
    page.heads[number & (pageSize - 1)] = head
    const change = Number(head !== 0) - Number(was)
    this.#count += change
    page.count += change
    if (page.count === 0) this.#pages[at] = undefined
  }
}

const pageBits = 10
const pageSize = 1 << pageBits
const none: readonly number[] = []

/** The size of a list that has places for so many. */
function sizeFor(count: number): number {
  let size = 0
  while (smallest << size < count) size++
  return size
}
