/** Work that may be put down at each `yield`, and taken up again, so that a large picture does not hold up who else works in this thread. */
export type InPieces<T> = Generator<void, T, void>

/** Does the work at one go: for who has nothing else to do. */
export function atOnce<T>(work: InPieces<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** So many items of a long list are dealt with between two yields: less than a millisecond of work. */
const pieceLength = 256

/** Deals with all items of a list, with a yield now and then. The list may be a live one: what is added is dealt with, too. */
export function* forEachInPieces<T>(items: Iterable<T>, deal: (item: T) => void): InPieces<void> {
  let count = 0
  for (const item of items) {
    deal(item)
    if (++count % pieceLength === 0) yield
  }
}
