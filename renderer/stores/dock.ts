import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import type { DockTypeName } from '../dock/dockTypes.ts'
import { dockType } from '../dock/dockTypes.ts'

/** A tab of the dock. Plain data: it may be kept with the session. */
export interface DockTab {
  id: number
  type: DockTypeName
  title: string
  cluster: ClusterId | null
  /** Given to the tab's component as they are. */
  props: Readonly<Record<string, unknown>>
}

/** What a new tab is made of. Without a title it has its type's. */
export interface DockTabRequest {
  type: DockTypeName
  title?: string
  cluster?: ClusterId | null
  props?: Readonly<Record<string, unknown>>
}

/** Heights of the dock, in pixels: least, most, and what it has at first. */
export const dockHeights = { least: 96, most: 800, usual: 208 } as const
/** So many tabs at most: each may hold a stream open. */
const mostTabs = 24

/** The dock under the panes: logs, terminals, operations, each in a tab that stays alive while another is in front. */
export const useDock = defineStore('dock', () => {
  const tabs = shallowRef<readonly DockTab[]>([])
  const activeId = ref<number | null>(null)
  const hidden = ref(false)
  const height = ref<number>(dockHeights.usual)
  /** Rises when the tab in front should take the focus. */
  const focusAsked = ref(0)
  const active = computed(() => tabs.value.find((tab) => tab.id === activeId.value) ?? null)
  const shown = computed(() => tabs.value.length > 0 && !hidden.value)
  let next = 1

  const sameAs = (tab: DockTab, type: string, cluster: ClusterId | null, props: unknown): boolean =>
    tab.type === type && tab.cluster === cluster && JSON.stringify(tab.props) === JSON.stringify(props)

  /** Opens a tab in front, or brings the one to the front that shows just the same. Null: there are too many. */
  function open({ type, title, cluster = null, props = {} }: DockTabRequest): number | null {
    const there = tabs.value.find((tab) => sameAs(tab, type, cluster, props))
    if (there !== undefined) {
      focus(there.id)
      return there.id
    }
    if (tabs.value.length >= mostTabs) return null
    const tab: DockTab = { id: next++, type, title: title ?? dockType(type)?.title ?? type, cluster, props }
    tabs.value = [...tabs.value, tab]
    focus(tab.id)
    return tab.id
  }

  /** Brings a tab to the front and the focus into it; the dock is shown if it was hidden. */
  function focus(id: number): void {
    if (!tabs.value.some((tab) => tab.id === id)) return
    activeId.value = id
    hidden.value = false
    focusAsked.value++
  }

  /** Closes a tab; its neighbour comes to the front. */
  function close(id: number): void {
    const index = tabs.value.findIndex((tab) => tab.id === id)
    if (index < 0) return
    tabs.value = tabs.value.filter((tab) => tab.id !== id)
    if (activeId.value === id) activeId.value = (tabs.value[index] ?? tabs.value[index - 1])?.id ?? null
  }

  /** A closed cluster takes its tabs along; those of several clusters stay, and say that one is missing. */
  function forget(cluster: ClusterId): void {
    for (const tab of tabs.value) if (tab.cluster === cluster) close(tab.id)
  }

  /** The tab shows something else from now on: its component is given other properties. */
  function change(id: number, to: Omit<DockTab, 'id' | 'type'>): void {
    tabs.value = tabs.value.map((tab) => (tab.id === id ? { ...tab, ...to } : tab))
  }

  function retitle(id: number, title: string): void {
    tabs.value = tabs.value.map((tab) => (tab.id === id ? { ...tab, title } : tab))
  }

  /** The next (or previous) tab comes to the front, around the ends. */
  function step(by: 1 | -1): void {
    const index = tabs.value.findIndex((tab) => tab.id === activeId.value)
    const to = tabs.value[(index + by + tabs.value.length) % tabs.value.length]
    if (to !== undefined) focus(to.id)
  }

  /** Shows or hides the dock; with nothing in it, it opens with the operations. */
  function toggle(): void {
    if (tabs.value.length === 0) open({ type: 'operations' })
    else if (hidden.value && activeId.value !== null) focus(activeId.value)
    else hidden.value = true
  }

  /** Steps of 8 px, within {@link dockHeights}. */
  function setHeight(px: number): void {
    height.value = Math.min(dockHeights.most, Math.max(dockHeights.least, Math.round(px / 8) * 8))
  }

  /** Begins with the tabs of an earlier session. */
  function restore(was: readonly Omit<DockTab, 'id'>[], activeIndex: number, isHidden: boolean): void {
    tabs.value = was.slice(0, mostTabs).map((tab) => ({ ...tab, id: next++ }))
    activeId.value = (tabs.value[activeIndex] ?? tabs.value[0])?.id ?? null
    hidden.value = isHidden
  }

  return {
    tabs,
    active,
    activeId,
    hidden,
    shown,
    height,
    focusAsked,
    open,
    focus,
    close,
    forget,
    change,
    retitle,
    step,
    toggle,
    setHeight,
    restore,
  }
})
