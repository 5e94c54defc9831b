import { onBeforeUnmount } from 'vue'

/** The order of a list is held for so long after the pointer or a key moved on it. In milliseconds. */
const heldFor = 2000

/**
 * Rows stay in their slots while somebody points at them or moves among them, so that nothing is clicked that was not meant. `hold` tells the list; what is
 * given back is to be called with each movement, and with the end of it.
 */
export function useHeldOrder(hold: (on: boolean) => void): { moved: () => void; release: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null

  function release(): void {
    if (timer === null) return
    clearTimeout(timer)
    timer = null
    hold(false)
  }

  function moved(): void {
    if (timer === null) hold(true)
    else clearTimeout(timer)
    timer = setTimeout(release, heldFor)
  }

  onBeforeUnmount(release)
  return { moved, release }
}
