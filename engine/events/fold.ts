import { type EventFold, parseObjectId, visibleName } from '../contract/index.ts'
import type { KeptEvent } from './keptEvent.ts'

/** The events of one object with one type and reason. */
export class Fold {
  readonly key: string
  readonly events = new Map<string, KeptEvent>()
  newest: KeptEvent
  count = 0
  firstAt = Infinity

  static keyOf({ target, namespace, type, reason }: KeptEvent): string {
    return `${target ?? `?/${namespace}`}\n${type}\n${reason}`
  }

  constructor(first: KeptEvent) {
    this.key = Fold.keyOf(first)
    this.newest = first
  }

  get lastAt(): number {
    return this.newest.lastAt
  }

  /** Takes an event over, or its newer state. */
  put(event: KeptEvent): void {
    this.count += event.count - (this.events.get(event.key)?.count ?? 0)
    this.events.set(event.key, event)
    if (event.lastAt >= this.newest.lastAt || event.key === this.newest.key) this.newest = event
    if (event.firstAt < this.firstAt) this.firstAt = event.firstAt
  }

  /** Works its sums out anew after events were taken out. False: none is left. */
  settle(): boolean {
    let newest: KeptEvent | null = null
    this.count = 0
    this.firstAt = Infinity
    for (const event of this.events.values()) {
      this.count += event.count
      if (event.firstAt < this.firstAt) this.firstAt = event.firstAt
      if (newest === null || event.lastAt > newest.lastAt) newest = event
    }
    if (newest !== null) this.newest = newest
    return newest !== null
  }

  /** `held` says whether the server still holds an event. */
  line(held: (event: KeptEvent) => boolean): EventFold {
    const { target, type, reason, message, source, part, namespace } = this.newest
    const about = target === null ? null : parseObjectId(target)
    let keptOnly = true
    for (const event of this.events.values()) if (keptOnly && held(event)) keptOnly = false
    return {
      key: this.key,
      type,
      reason,
      message,
      source,
      part,
      count: this.count,
      events: this.events.size,
      firstAt: this.firstAt,
      lastAt: this.lastAt,
      target,
      kind: about?.kind ?? null,
      name: visibleName(about?.name ?? ''),
      namespace: visibleName(namespace),
      keptOnly,
    }
  }
}
