import { useEventListener } from '@vueuse/core'
import { nextTick } from 'vue'
import { openLog } from '../logs/loggedKinds.ts'
import { useAsking } from '../stores/asking.ts'
import { useCommands } from '../stores/commands.ts'
import { useDock } from '../stores/dock.ts'
import { usePlaces } from '../stores/places.ts'
import { useSelection } from '../stores/selection.ts'
import { useSettings } from '../stores/settings.ts'
import { useTabs } from '../stores/tabs.ts'
import type { KeyActionId } from './keyActions.ts'
import { openTerminal } from '../terminal/openTerminal.ts'
import { actionOf } from './keymap.ts'
import { activePaneElement, focusTable, moveRegion } from './regions.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null

/** The keys that work anywhere. What a view or field handles itself stops before it comes here. */
export function useAppKeys(): void {
  const commands = useCommands()
  const places = usePlaces()
  const selection = useSelection()
  const asking = useAsking()
  const tabs = useTabs()
  const dock = useDock()
  const settings = useSettings()

  function focusQuery(): boolean {
    const pane = activePaneElement()
    const field =
      [...pane.querySelectorAll<HTMLInputElement>('[data-query]')].find((one) => one.closest('[data-region="query"]')) ??
      pane.querySelector<HTMLInputElement>('[data-query]')
    field?.focus()
    field?.select()
    return field !== null
  }

  /** A tab or pane that came to the front takes the focus, which the one that left had. */
  function front(does: () => void): true {
    does()
    void nextTick(focusTable)
    return true
  }

  function moveTab(by: 1 | -1): true {
    tabs.move(tabs.activeId, tabs.tabs.findIndex((tab) => tab.id === tabs.activeId) + by)
    return true
  }

  /** With a modifier, so that they work while somebody types as well. */
  function always(action: KeyActionId | null): boolean {
    switch (action) {
      case 'next-region':
        moveRegion(document, document.activeElement, 1)
        return true
      case 'previous-region':
        moveRegion(document, document.activeElement, -1)
        return true
      case 'back':
        places.back()
        return true
      case 'forward':
        places.forward()
        return true
      case 'new-tab':
      case 'close-tab':
      case 'split':
        return front(() => {
          commands.run(action, null)
        })
      case 'next-tab':
        return front(() => {
          tabs.step(1)
        })
      case 'previous-tab':
        return front(() => {
          tabs.step(-1)
        })
      case 'tab-left':
        return moveTab(-1)
      case 'tab-right':
        return moveTab(1)
      case 'close-pane':
        return front(() => {
          tabs.closePane(tabs.active.front)
        })
      case 'next-pane':
        return front(() => {
          tabs.stepPane(1)
        })
      case 'previous-pane':
        return front(() => {
          tabs.stepPane(-1)
        })
      case 'copy-link':
      case 'add-kubeconfig':
      case 'open-snapshot':
      case 'save-snapshot':
        commands.run(action, null)
        return true
      case 'clusters':
        return front(() => {
          tabs.showClusters()
        })
      case 'reload':
        commands.run('reload-data', null)
        return true
      case 'larger':
      case 'smaller':
      case 'actual-size':
        void settings.stepZoom({ larger: 1, smaller: -1, 'actual-size': 0 }[action])
        return true
      case 'settings':
        tabs.showSettings()
        return true
      case 'link':
        tabs.toggleLink(tabs.activeId)
        return true
      case 'sidebar':
        tabs.toggleSidebar()
        return true
      case 'dock':
        dock.toggle()
        if (!dock.shown) void nextTick(focusTable)
        return true
      default:
        break
    }
    const digit = /^tab-([1-9])$/.exec(action ?? '')?.[1]
    return (
      digit !== undefined &&
      front(() => {
        tabs.select(Number(digit))
      })
    )
  }

  function out(): boolean {
    if (!selection.drawer && (asking.question !== null || asking.pathFrom !== null)) {
      asking.leave()
      return true
    }
    if (!selection.drawer) return false
    selection.closeDrawer()
    void nextTick(focusTable)
    return true
  }

  function onKey(event: KeyboardEvent): boolean {
    const action = actionOf(event, 'anywhere')
    const strong = event.ctrlKey || event.metaKey || event.altKey
    if (action === 'palette' && strong) {
      commands.dialog = commands.dialog === 'palette' ? null : 'palette'
      return true
    }
    if (commands.dialog !== null || document.querySelector('[role="dialog"], [role="menu"]') !== null) return false
    if ((strong || /^(?:Shift )?F\d/.test(event.key)) && always(action)) return true
    const typing = isTyping(event.target)
    if (typing && !strong) return false
    // The reader of the YAML is a text of its own, in a shadow root.
    if (event.target instanceof HTMLElement && event.target.shadowRoot !== null && event.key !== 'Escape') return false
    // What stands in the dock has keys of its own.
    const inDock = event.target instanceof HTMLElement && event.target.closest('[data-dock-tab]') !== null
    switch (action) {
      case 'palette':
        commands.dialog = 'palette'
        return true
      case 'keys':
        commands.dialog = 'keys'
        return true
      case 'filter':
        return !inDock && focusQuery()
      case 'out':
        return !inDock && out()
      default:
        if (always(action)) return true
    }
    if (typing) return false
    if (!inDock && actionOf(event, 'lists') === 'merge') {
      const menu = activePaneElement().querySelector<HTMLElement>('[data-merge]')
      menu?.click()
      return menu !== null
    }
    if (inDock || selection.cluster === null || selection.id === null || !places.shows(selection.cluster)) return false
    switch (actionOf(event, 'lists')) {
      case 'topology':
        places.go({ view: 'topology', cluster: selection.cluster, object: selection.id })
        return true
      case 'yaml':
        selection.select(selection.cluster, selection.id, true)
        selection.showTab('yaml')
        return true
      case 'log':
        openLog(selection.cluster, selection.id)
        return true
      case 'shell':
        openTerminal(selection.cluster, selection.id)
        return true
      case 'attach':
        openTerminal(selection.cluster, selection.id, true)
        return true
      case 'overview':
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
