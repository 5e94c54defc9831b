import type { EngineEvent } from '../contract/index.ts'

/**
 * Events that wait for the next tick. Each says a last state, so of two about the same thing only the newer travels; ledger entries are merged by
 * kind. What waits is bounded by the number of clusters and of different problems, however long a window does not listen.
 */
export class EventQueue {
  readonly #waiting = new Map<string, EngineEvent>()

  get empty(): boolean {
    return this.#waiting.size === 0
  }

  add(event: EngineEvent): void {
    const key = subject(event)
    const before = this.#waiting.get(key)
    // to the end of the line, so that what was said last also arrives last
    this.#waiting.delete(key)
    this.#waiting.set(key, before === undefined ? event : merged(before, event))
  }

  /** Everything that waits, oldest first. */
  take(): EngineEvent[] {
    const events = [...this.#waiting.values()]
    this.#waiting.clear()
    return events
  }
}

/** What an event is about. */
function subject(event: EngineEvent): string {
  switch (event.type) {
    case 'clusters':
    case 'cache-policy':
      return event.type
    case 'cluster':
      return `cluster ${event.cluster.id}`
    case 'kinds':
    case 'ledger':
    case 'namespaces':
    case 'usage':
    case 'problems':
    case 'events':
    case 'overview':
      return `${event.type} ${event.cluster}`
    case 'progress':
      return `progress ${event.progress.id}`
    case 'problem':
      return `problem ${event.error.code} ${event.error.where ?? ''} ${event.error.message}`
  }
}

function merged(before: EngineEvent, after: EngineEvent): EngineEvent {
  if (before.type !== 'ledger' || after.type !== 'ledger') return after
  const entries = new Map(before.entries.map((entry) => [entry.kind, entry]))
  for (const entry of after.entries) entries.set(entry.kind, entry)
  return { ...after, entries: [...entries.values()] }
}
