import { type EventLine, kindId, type ObjectRef, visibleText } from '../contract/index.ts'
import { speaksOf, uidsOf } from '../events/eventTarget.ts'
import type { StoreReader } from '../store/storedObject.ts'

/**
 * Characters of an event message that are sent whole. `events.k8s.io` allows 1,024 bytes, core/v1 whatever an object may hold. What is longer says how
 * much there is: the event's own YAML has it.
 */
const messageLimit = 64_000
/** Characters of messages sent whole of one object, newest first; of those behind it the beginning. */
const messagesBudget = 512_000
const beginningLimit = 1000

/** The events about one object, newest first. */
export function eventsOf(store: StoreReader, ref: ObjectRef, uid: string, body: Record<string, unknown>): EventLine[] {
  const known = uidsOf(ref, uid, body)
  const lines: EventLine[] = []
  // events about cluster-scoped objects are kept in the namespace `default`
  for (const stored of store.inNamespace('core/Event', ref.namespace === '' ? 'default' : ref.namespace)) {
    // an event is named after its object: this spares parsing all the others
    if (!stored.name.startsWith(ref.name)) continue
    const event = store.body(`core/Event/${stored.namespace}/${stored.name}`)
    const about = record(event?.['involvedObject'] ?? event?.['regarding'])
    if (event === undefined || !isAbout(about, ref, known)) continue
    const series = record(event['series'])
    lines.push({
      type: event['type'] === 'Warning' ? 'Warning' : 'Normal',
      reason: visibleText(text(event['reason']), 200),
      message: text(event['message']) || text(event['note']),
      count: times(series['count'] ?? event['count']),
      firstAt: time(event['firstTimestamp']) ?? time(event['eventTime']),
      lastAt: time(series['lastObservedTime']) ?? time(event['lastTimestamp']) ?? time(event['eventTime']),
      source: visibleText(text(record(event['source'])['component']) || text(event['reportingComponent']), 200),
    })
  }
  let left = messagesBudget
  return lines
    .sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))
    .map((line) => {
      const message = cutMessage(line.message, left >= line.message.length ? messageLimit : beginningLimit)
      left -= message.length
      return { ...line, message }
    })
}

function cutMessage(whole: string, most: number): string {
  return whole.length <= most
    ? visibleText(whole)
    : `${visibleText(whole.slice(0, most))}… (${whole.length} characters in all: the YAML of the event has them)`
}

function isAbout(about: Readonly<Record<string, unknown>>, ref: ObjectRef, known: ReadonlySet<string>): boolean {
  if (about['name'] !== ref.name || !speaksOf(text(about['uid']), known)) return false
  const version = text(about['apiVersion'])
  const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : ''
  const kind = text(about['kind'])
  return version === '' ? ref.kind.endsWith(`/${kind}`) : kindId(group, kind) === ref.kind
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** How often it happened: once, when it is not said or makes no sense. */
function times(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1
}

function time(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(at) ? null : at
}
