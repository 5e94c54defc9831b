import type { Cell, Health } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { health, refCell, statusCell, textCell, timeCell } from './cells.ts'
import { figure, ref, status, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { epoch, num, rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, textSection } from './sections.ts'

/** Events: `kubectl get events -o wide`. */
export const event: Kind = defineKind({
  id: 'core/Event',
  resource: 'events',
  title: 'Events',
  shortName: 'ev',
  namespaced: true,
  category: 'cluster',
  columns: [
    time('lastSeen', 'Last seen', 88),
    status('type', 'Type', 80),
    text('reason', 'Reason', 150),
    ref('object', 'Object', 240),
    text('message', 'Message', 320, { grow: true }),
    figure('count', 'Count', 64),
    text('subobject', 'Subobject', 160, { wide: true }),
    text('source', 'Source', 180, { wide: true }),
    time('firstSeen', 'First seen', 88, { wide: true }),
    text('objectUid', 'Object UID', 260, { wide: true }),
  ],
  read(object) {
    const health = eventHealth(object)
    return {
      cells: [
        lastSeen(object),
        statusCell(str(object['type']), health.level),
        textCell(str(object['reason'])),
        targetCell(object['involvedObject']),
        textCell(str(object['message']).trim()),
        count(object),
        textCell(str(rec(object['involvedObject']).fieldPath)),
        textCell(source(object)),
        firstSeen(object),
        textCell(str(rec(object['involvedObject']).uid)),
      ],
      health,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Type', textCell(str(object['type']))],
        ['Reason', textCell(str(object['reason']))],
        ['Object', targetCell(object['involvedObject'])],
        ['Part', textCell(str(rec(object['involvedObject']).fieldPath))],
        ['Related', targetCell(object['related'])],
        ['Action', textCell(str(object['action']))],
        ['Source', textCell(source(object))],
        ['Count', count(object)],
        ['First seen', firstSeen(object)],
        ['Last seen', lastSeen(object)],
      ]),
      textSection('Message', str(object['message']).trim()),
    )
  },
})

/** `pod/web-1`, pointing at the object. */
function targetCell(target: unknown): Cell {
  const object = rec(target)
  const kind = str(object.kind)
  if (kind === '') return null
  const apiVersion = str(object.apiVersion)
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const name = str(object.name)
  if (name === '') return kind.toLowerCase()
  // Events of cluster-scoped objects stand in a namespace of their own; the object's namespace is empty then.
  return refCell(kindId(group, kind), str(object.namespace), name, `${kind.toLowerCase()}/${name}`)
}

function firstSeen(object: KubeObject): Cell {
  return timeCell(object['firstTimestamp']) ?? timeCell(object['eventTime'])
}

function lastSeen(object: KubeObject): Cell {
  const series = rec(object['series'])
  if (epoch(series.lastObservedTime) !== null) return timeCell(series.lastObservedTime)
  return timeCell(object['lastTimestamp']) ?? firstSeen(object)
}

/** Events of the newer API have no count of their own when they happened once. */
function count(object: KubeObject): number {
  if (typeof rec(object['series']).count === 'number') return num(rec(object['series']).count)
  return num(object['count']) || 1
}

function source(object: KubeObject): string {
  const from = rec(object['source'])
  const component = str(from.component) || str(object['reportingComponent'])
  const instance = str(from.host) || str(object['reportingInstance'])
  return instance === '' ? component : `${component}, ${instance}`
}

function eventHealth(object: KubeObject): Health {
  const reason = str(object['reason'])
  return str(object['type']) === 'Warning' ? health('warning', reason, str(object['message']).trim()) : health('healthy', reason)
}
