/** Places at first, and at most: a table doubles as often as it has taken as many things as it has places. */
const firstSize = 256
const largestSize = 16_384

/**
 * What was made of texts lately, to be used again: each text has one place, and the newest that belongs there takes it. So a table never grows beyond its size, costs
 * no more than a comparison, and forgets now and then what a Map would have kept: that costs sharing, never correctness. Lists come sorted by namespace and
 * name, so that what is equal mostly comes close together, and what is asked for again and again is soon back.
 */
export class SharedTable<T> {
  #texts: (string | undefined)[] = new Array<string | undefined>(firstSize).fill(undefined)
  #things: (T | undefined)[] = new Array<T | undefined>(firstSize).fill(undefined)
  #taken = 0

  get(text: string): T | undefined {
    const at = placeOf(text) & (this.#texts.length - 1)
    return this.#texts[at] === text ? this.#things[at] : undefined
  }

  set(text: string, thing: T): void {
    if (++this.#taken > this.#texts.length && this.#texts.length < largestSize) this.#grow()
    const at = placeOf(text) & (this.#texts.length - 1)
    this.#texts[at] = text
    this.#things[at] = thing
  }

  #grow(): void {
    const texts = this.#texts
    const things = this.#things
    const size = texts.length * 2
    this.#texts = new Array<string | undefined>(size).fill(undefined)
    this.#things = new Array<T | undefined>(size).fill(undefined)
    for (let from = 0; from < texts.length; from++) {
      const text = texts[from]
      if (text === undefined) continue
      const at = placeOf(text) & (size - 1)
      this.#texts[at] = text
      this.#things[at] = things[from]
    }
  }
}

/** Told by the length, the last characters and some of the others: names that belong together begin alike. */
function placeOf(text: string): number {
  const { length } = text
  const tail = Math.max(0, length - 12)
  let hash = length
  for (let at = tail; at < length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  const step = (tail >> 4) + 1
  for (let at = 0; at < tail; at += step) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash ^ (hash >>> 15)
}
