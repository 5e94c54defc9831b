/**
 * What every tab's component is given, beside the properties it was opened with. It may emit `retitle` with a new title, and `close`. What belongs in
 * the strip of tabs at the right (its buttons) it teleports to `#dock-tools` while it is active.
 */
export interface DockTabProps {
  /** The cluster it is about; null: none. */
  cluster: string | null
  /** In front, and the dock is not hidden. A tab stays mounted while it is not. */
  active: boolean
}
