/** A heap of states by what their way costs at least; of equal ones the last that came, which is the furthest on its way. */
export class Heap {
  readonly #states: number[] = []
  readonly #keys: number[] = []
  readonly #costs: number[] = []
  readonly #order: number[] = []
  #count = 0
  /** The cost at which the popped state was reached. */
  cost = 0

  push(state: number, key: number, cost: number): void {
    let i = this.#states.length
    this.#set(i, state, key, cost, this.#count++)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!this.#before(i, up)) break
      this.#swap(i, up)
      i = up
    }
  }

  /** The state with the least key, -1 when there is none. */
  pop(): number {
    const n = this.#states.length - 1
    if (n < 0) return -1
    const top = this.#states[0] ?? -1
    this.cost = this.#costs[0] ?? 0
    this.#swap(0, n)
    for (const list of [this.#states, this.#keys, this.#costs, this.#order]) list.pop()
    let i = 0
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < n && this.#before(child, least)) least = child
      if (least === i) return top
      this.#swap(i, least)
      i = least
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#keys[a] ?? 0, this.#keys[b] ?? 0]
    return x < y || (x === y && (this.#order[a] ?? 0) > (this.#order[b] ?? 0))
  }

  #swap(a: number, b: number): void {
    for (const list of [this.#states, this.#keys, this.#costs, this.#order]) {
      const kept = list[a] ?? 0
      list[a] = list[b] ?? 0
      list[b] = kept
    }
  }

  #set(i: number, state: number, key: number, cost: number, order: number): void {
    this.#states[i] = state
    this.#keys[i] = key
    this.#costs[i] = cost
    this.#order[i] = order
  }
}
