import { useEventListener } from '@vueuse/core'
import { nextTick } from 'vue'
import { useAsking } from '../stores/asking.ts'
import { useCommands } from '../stores/commands.ts'
import { useDock } from '../stores/dock.ts'
import { usePlaces } from '../stores/places.ts'
import { useSelection } from '../stores/selection.ts'
import { moveRegion } from './regions.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null

/** The keys that work anywhere. What a view or field handles itself stops before it comes here. */
export function useAppKeys(): void {
  const commands = useCommands()
  const places = usePlaces()
  const selection = useSelection()
  const asking = useAsking()

  function focusQuery(): boolean {
    const field =
      [...document.querySelectorAll<HTMLInputElement>('[data-query]')].find((one) => one.closest('[data-region="query"]')) ??
      document.querySelector<HTMLInputElement>('[data-query]')
    field?.focus()
    field?.select()
    return field !== null
  }

  function onKey(event: KeyboardEvent): boolean {
    if (event.key === 'F6') {
      moveRegion(document, document.activeElement, event.shiftKey ? -1 : 1)
      return true
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      commands.dialog = commands.dialog === 'palette' ? null : 'palette'
      return true
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'j') {
      useDock().toggle()
      return true
    }
    if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      if (event.key === 'ArrowLeft') places.back()
      else places.forward()
      return true
    }
    if (commands.dialog !== null || document.querySelector('[role="dialog"], [role="menu"]') !== null) return false
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false
    // The reader of the YAML is a text of its own, in a shadow root.
    if (event.target instanceof HTMLElement && event.target.shadowRoot !== null && event.key !== 'Escape') return false
    switch (event.key) {
      case ':':
        commands.dialog = 'palette'
        return true
      case '?':
        commands.dialog = 'keys'
        return true
      case '/':
        return focusQuery()
      case 'Escape':
        if (!selection.drawer && (asking.question !== null || asking.pathFrom !== null)) {
          asking.leave()
          return true
        }
        if (!selection.drawer) return false
        selection.closeDrawer()
        void nextTick(() => {
          document.querySelector<HTMLElement>('[data-region="table"]')?.focus()
        })
        return true
      default:
        break
    }
    if (selection.cluster === null || selection.id === null || selection.cluster !== places.cluster) return false
    switch (event.key) {
      case 't':
        places.go({ view: 'topology', cluster: selection.cluster, object: selection.id })
        return true
      case 'y':
        selection.select(selection.cluster, selection.id, true)
        selection.showTab('yaml')
        return true
      case 'd':
        selection.select(selection.cluster, selection.id, true)
        selection.showTab('overview')
        return true
      default:
        return false
    }
  }

  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (!event.defaultPrevented && onKey(event)) event.preventDefault()
  })
}
