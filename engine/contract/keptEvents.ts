import type { KindId, ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** Which events are asked for. Null: of all. */
export interface EventsQuery {
  namespaces: readonly string[] | null
  type: 'Normal' | 'Warning' | null
  /** Kinds of the objects that the events are about. */
  kinds: readonly KindId[] | null
  reasons: readonly string[] | null
  /** Words that must all stand in reason, message, object or source. */
  text: string
}

/** All events of one object with one type and reason, as one line. */
export interface EventFold {
  /** Names the line while the log lives. */
  key: string
  type: 'Normal' | 'Warning'
  reason: string
  /** Of the newest of them. */
  message: string
  source: string
  /** The part of the object that the newest is about: `spec.containers{web}`. */
  part: string
  /** How often it happened, by the counts of all of them. */
  count: number
  /** Events in this line. */
  events: number
  /** Epoch milliseconds. */
  firstAt: number
  lastAt: number
  /** What it is about; null when the event names nothing. */
  target: ObjectId | null
  /** `Pod`, `web-1`, and where it is; safe to draw. */
  kind: KindId | null
  name: string
  namespace: string
  /** The server holds none of them any more: only this app does. */
  keptOnly: boolean
}

/** How events of a cluster are kept beyond what its server keeps. */
export interface EventsKept {
  /** False: a person wants nothing kept beyond what the server keeps. */
  keeps: boolean
  /** Bytes of the texts held, and at most; a snapshot has no bound: null. */
  bytes: number
  mostBytes: number | null
  /** Days after which an event is forgotten; a snapshot forgets none: null. */
  days: number | null
  /** Events held now, and at most. */
  held: number
  most: number
  /** Events that were dropped because there were more than `most`, or more than `mostBytes` of them. */
  dropped: number
  /** The oldest that is held, in epoch milliseconds. */
  since: number | null
  /** Whether they outlive the app; else why not. */
  onDisk: boolean
  why: EngineError | null
}

/** A value that can be chosen, with the lines that have it. */
export interface EventFacet {
  value: string
  lines: number
}

/** A part of the lines, newest first. */
export interface EventsPage {
  start: number
  lines: readonly EventFold[]
  /** Lines that match, and all. */
  matching: number
  all: number
  /** What can be chosen, most frequent first; at most 300 of each. */
  namespaces: readonly EventFacet[]
  kinds: readonly EventFacet[]
  reasons: readonly EventFacet[]
  kept: EventsKept
}

export interface EventsApi {
  /** Lines of a cluster's events from `start`, at most `count` (500). */
  events(cluster: ClusterId, query: EventsQuery, start: number, count: number): Promise<Result<EventsPage>>
  /** From now on an `events` event tells, a few times a second at most, that there is something new; until {@link unwatchEvents}. */
  watchEvents(cluster: ClusterId): Promise<Result<null>>
  unwatchEvents(cluster: ClusterId): Promise<Result<null>>
}
