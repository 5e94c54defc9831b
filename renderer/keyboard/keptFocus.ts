import { useEventListener } from '@vueuse/core'
import { activePaneElement, focusRegion, focusTable } from './regions.ts'

/** Milliseconds in which whoever takes something away may put the focus elsewhere: dialogs and menus give it back a little later. */
const others = 40

/** Nothing has the focus, and no dialog or menu is about to say who has. */
const nobody = (): boolean =>
  (document.activeElement === null || document.activeElement === document.body) &&
  document.querySelector('[role="dialog"], [role="menu"]') === null

/**
 * What has the focus may go away: a line that was removed, an answer in place of a list, a dialog that was opened from another one. The focus then stays in the
 * region it was in, or goes to the list of the active pane. A click beside everything takes it away as anywhere.
 */
export function useKeptFocus(): void {
  let last: HTMLElement | null = null
  let region: Element | null = null

  const isGone = (element: HTMLElement): boolean => !element.isConnected || element.getClientRects().length === 0

  function keep(): void {
    if (last === null || !isGone(last) || !nobody()) return
    if (region instanceof HTMLElement && !isGone(region)) {
      // a tab of the dock stands for all that is in it
      if (region.hasAttribute('data-dock-tab')) {
        region.focus()
        return
      }
      if (focusRegion(region)) return
    }
    // a pane that is still being drawn gets it as soon as there is something in it
    focusTable()
  }

  useEventListener(document, 'focusin', ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    // what stands above the window has no place of its own in it
    if (target.closest('[role="dialog"], [role="menu"]') !== null) return
    const at = target.closest('[data-dock-tab], [data-region]')
    region = at !== null && (at.closest('[data-pane]') === null || activePaneElement().contains(at)) ? at : null
  })
  useEventListener(document, 'focusout', ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget === null) setTimeout(keep, others)
  })
  useEventListener(document, 'keydown', keep, { capture: true })
}
