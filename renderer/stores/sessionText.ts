import type { ClusterId, ObjectId, RowsQuery } from '../../engine/contract/index.ts'
import { mostMergedClusters } from '../../engine/contract/index.ts'
import type { DockTabRequest } from './dock.ts'
import { isFields, isFlag, isNumber, isObject, isText, isTexts, orNull } from './keptValues.ts'
import { isPicture, type KeptPicture } from './keptPicture.ts'
import type { AllPageId, Place } from './place.ts'
import { settingsSections } from '../settings/settingsList.ts'
import type { DrawerTab } from './selection.ts'

/** A pane as it was. */
export interface PaneSession {
  way: readonly Place[]
  at: number
  query: RowsQuery | null
  /** `cluster` is null in what an earlier version kept: it was that of the place. */
  selected: { cluster: ClusterId | null; id: ObjectId; drawer: boolean; tab: DrawerTab } | null
  picture: KeptPicture | null
}

/** A window as it was. */
export interface Session {
  clusters: readonly ClusterId[]
  tabs: readonly {
    shares: readonly number[]
    front: number
    linked: boolean
    sidebar: boolean | null
    panes: readonly PaneSession[]
  }[]
  active: number
  dock: { height: number; hidden: boolean; tabs: readonly Required<DockTabRequest>[]; active: number }
}

/** The way back that is kept of a pane, in places. */
const keptWay = 20
/** Longest text that is kept; main takes no longer one. */
const longest = 256 * 1024
const version = 1

/** The session as text. The way back is the first to go when it gets too long, then all but the tab in front. */
export function writeSession(session: Session): string {
  const shorter = (way: number, tabs: Session['tabs'], active: number): string =>
    JSON.stringify({
      version,
      ...session,
      active,
      tabs: tabs.map((tab) => ({
        ...tab,
        panes: tab.panes.map((pane) => {
          const first = Math.max(0, pane.at - way + 1)
          return { ...pane, way: pane.way.slice(first, pane.at + 1), at: pane.at - first }
        }),
      })),
    })
  const whole = shorter(keptWay, session.tabs, session.active)
  if (whole.length <= longest) return whole
  const short = shorter(1, session.tabs, session.active)
  return short.length <= longest ? short : shorter(1, session.tabs.slice(session.active, session.active + 1), 0)
}

const allPages: readonly unknown[] = ['overview', 'problems'] satisfies AllPageId[]
const views: readonly unknown[] = ['clusters', 'settings', 'all', 'rows', 'topology', 'ledger', 'page'] satisfies Place['view'][]
const drawerTabs: readonly unknown[] = ['overview', 'relations', 'yaml', 'events', 'graph', 'history'] satisfies DrawerTab[]

/** Clusters of a merged list after the first; absent in a list of one. */
const isBeside = (value: unknown): boolean =>
  value === undefined || (isTexts(value) && value.length > 0 && value.length < mostMergedClusters)

function isPlace(value: unknown): value is Place {
  if (!isFields(value) || !views.includes(value['view'])) return false
  if (value['view'] === 'clusters') return true
  if (value['view'] === 'all') return allPages.includes(value['page'])
  if (value['view'] === 'settings')
    return orNull(isText)(value['of']) && (value['section'] === null || settingsSections.some(({ id }) => id === value['section']))
  if (!isText(value['cluster'])) return false
  if (value['view'] === 'rows') return isText(value['kind']) && value['kind'].includes('/') && isBeside(value['beside'])
  if (value['view'] === 'page') return isText(value['page'])
  return value['view'] === 'ledger' || orNull(isObject)(value['object'])
}

function isQuery(value: unknown): value is RowsQuery {
  if (!isFields(value)) return false
  const { sort } = value
  return (
    isText(value['cluster']) &&
    isText(value['kind']) &&
    isBeside(value['beside']) &&
    isText(value['filter']) &&
    isFlag(value['problemsOnly']) &&
    orNull(isTexts)(value['namespaces']) &&
    (sort === null || (isFields(sort) && isText(sort['column']) && isFlag(sort['descending'])))
  )
}

/** A part that is not what it should be is left out; the pane is still there. */
function readPane(value: unknown): PaneSession {
  const was = isFields(value) ? value : {}
  const way = Array.isArray(was['way']) ? was['way'].filter(isPlace) : []
  const { at, query, selected, picture } = was
  return {
    way,
    at: isNumber(at) && way[at] !== undefined ? at : Math.max(0, way.length - 1),
    query: isQuery(query) ? query : null,
    selected:
      isFields(selected) && isObject(selected['id'])
        ? {
            cluster: isText(selected['cluster']) ? selected['cluster'] : null,
            id: selected['id'],
            drawer: selected['drawer'] === true,
            tab: drawerTabs.includes(selected['tab']) ? (selected['tab'] as DrawerTab) : 'overview',
          }
        : null,
    picture: isPicture(picture) ? picture : null,
  }
}

function readTab(value: unknown): Session['tabs'][number] | null {
  if (!isFields(value) || !Array.isArray(value['panes'])) return null
  const panes = value['panes'].slice(0, 3).map(readPane)
  if (panes.length === 0) return null
  const { shares, front, sidebar } = value
  const sum = Array.isArray(shares) && shares.length === panes.length && shares.every((one) => isNumber(one) && one >= 0.1 && one <= 1)
  const total = sum ? (shares as number[]).reduce((all, share) => all + share, 0) : 0
  return {
    panes,
    shares: Math.abs(total - 1) < 0.01 ? (shares as number[]) : panes.map(() => 1 / panes.length),
    front: isNumber(front) && panes[front] !== undefined ? front : 0,
    linked: value['linked'] === true && panes.length > 1,
    sidebar: isFlag(sidebar) ? sidebar : null,
  }
}

function readDock(value: unknown): Session['dock'] {
  const was = isFields(value) ? value : {}
  const tabs = (Array.isArray(was['tabs']) ? was['tabs'] : []).flatMap((tab): Required<DockTabRequest>[] =>
    isFields(tab) && isText(tab['type']) && isText(tab['title']) && orNull(isText)(tab['cluster']) && isFields(tab['props'])
      ? // a type that this version does not know is left out when the dock is restored
        [{ type: tab['type'] as DockTabRequest['type'], title: tab['title'], cluster: tab['cluster'], props: tab['props'] }]
      : [],
  )
  return {
    height: isNumber(was['height']) ? was['height'] : 208,
    hidden: was['hidden'] === true,
    tabs,
    active: isNumber(was['active']) ? was['active'] : 0,
  }
}

/** Reads what {@link writeSession} wrote. Null when it is nothing of the kind; parts that are not understood are left out. */
export function readSession(text: string): Session | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isFields(value) || value['version'] !== version || !Array.isArray(value['tabs'])) return null
  const tabs = value['tabs'].slice(0, 40).flatMap((tab) => readTab(tab) ?? [])
  return {
    clusters: isTexts(value['clusters']) ? value['clusters'] : [],
    tabs,
    active: isNumber(value['active']) && tabs[value['active']] !== undefined ? value['active'] : 0,
    dock: readDock(value['dock']),
  }
}
