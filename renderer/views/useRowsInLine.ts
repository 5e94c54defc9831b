import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import { inject, nextTick, watch } from 'vue'
import type { ObjectId } from '../../engine/contract/index.ts'
import type { RowsSeen } from '../stores/linkedPanes.ts'
import { useLinkedPanes } from '../stores/linkedPanes.ts'
import { paneKey } from '../stores/paneStore.ts'
import { useRows } from '../stores/rows.ts'
import { useSelection } from '../stores/selection.ts'
import type { TableHandle } from '../table/handles.ts'

/** So many objects are looked for in another cluster before the lines are left as they are. */
const mostAsked = 6

/**
 * Linked lists stand in line: the pane that is scrolled tells which objects it shows where, and the others scroll until the first of these that they
 * have stands on the same line. `onScreen` says which slots are seen. Returns what the
 * table calls when it was scrolled.
 */
export function useRowsInLine(
  table: Ref<TableHandle | null>,
  root: Ref<HTMLElement | null>,
  onScreen: () => { first: number; last: number },
): () => void {
  const linked = useLinkedPanes()
  const rows = useRows()
  const selection = useSelection()
  const pane = inject(paneKey, null)
  let turn = 0

  useEventListener(
    root,
    'wheel',
    () => {
      linked.scrolled = pane
    },
    { passive: true },
  )

  /** Where the rows begin in the window: a banner in one of the panes puts them lower there. */
  const edge = (): number => root.value?.querySelector('[data-virtual]')?.getBoundingClientRect().top ?? 0

  function tell(): void {
    const { first, last } = onScreen()
    const handle = table.value
    if (pane === null || handle === null || !linked.leads(pane)) return
    const seen: { id: ObjectId; below: number }[] = []
    const top = edge()
    for (let slot = first; slot <= last; slot++) {
      const row = rows.at(slot)
      if (row === null) continue
      const one = { id: row.id, below: top + handle.below(slot) }
      if (row.id === selection.id) seen.unshift(one)
      else seen.push(one)
    }
    if (seen.length > 0) linked.seen = { by: pane, rows: seen }
  }

  /** The slot of an object that is loaded here; null when it is not. */
  function loaded(id: ObjectId): number | null {
    for (const [key, row] of rows.window.rows) if (row.id === id) return rows.window.start + rows.window.slots.indexOf(key)
    return null
  }

  async function follow(lead: RowsSeen): Promise<void> {
    const mine = ++turn
    for (const { id, below } of lead.rows) {
      const slot = loaded(id)
      if (slot !== null) {
        table.value?.place(slot, below - edge())
        return
      }
    }
    for (const { id, below } of lead.rows.slice(0, mostAsked)) {
      const slot = await rows.find(id)
      if (mine !== turn) return
      if (slot >= 0) {
        table.value?.place(slot, below - edge())
        return
      }
    }
  }

  // a row that is selected without scrolling stands on one line too
  watch(
    () => selection.id,
    () => {
      void nextTick(() => {
        tell()
      })
    },
  )
  watch(
    () => linked.seen,
    (lead) => {
      if (lead !== null && pane !== null && lead.by !== pane && !linked.leads(pane)) void follow(lead)
    },
  )
  return tell
}
