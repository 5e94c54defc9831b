import type { ApiClient } from '../cluster/apiClient.ts'
import type { Clock } from './clock.ts'
import type { Intake } from './intake.ts'
import { areComparable, compareVersions, isNumeric, objectVersion } from './objectVersion.ts'
import type { Position } from './position.ts'
import type { Asked } from './trouble.ts'
import { troubleOfEvent } from './trouble.ts'
import { splitWatchEvent } from './watchEvent.ts'
import type { WatchEnd, WatchRun } from './watchRun.ts'
import { openWatch } from './watchRun.ts'

/** What a watch needs to be told, or tells, while it runs. */
export interface KindWatchPart {
  /** The headers are there, no line has been read. */
  opened: () => void
  bytes: (size: number, waited: number) => void
  /** True while initial events come: they are in no order, so their versions say nothing about progress. */
  listing: () => boolean
  /** The bookmark behind the initial events. */
  endOfList: (resourceVersion: string) => void
  /** True for an object that another watch has told before. */
  isOld: (object: Uint8Array) => boolean
}

export type OpenKindWatch = (query: URLSearchParams, signal: AbortSignal, part: KindWatchPart) => Promise<WatchRun>

export interface KindWatcherOptions {
  client: ApiClient
  clock: Clock
  path: string
  asked: (verb: 'list' | 'watch') => Asked
  position: Position
  intake: Intake
  screen: () => boolean
  heard: () => void
}

const watchDeadline = 30_000
/** client-go: a watch is asked for 5 to 10 minutes; seconds. */
const shortestWatch = 300
/** The next watch is opened before the old one ends, so that no kind is blind in between. */
const overlap = 5_000
/** The server has so long to end a watch at its own time limit. */
const watchGrace = 30_000
/** Bookmarks come about once a minute; a watch that is silent for so long is replaced, in case something between has dropped it. */
const quietWatch = 180_000

/** What became of a watch: it ended, it is to be renewed, or something about it is to be looked at. */
export type WatchOutcome = WatchEnd | 'renew' | 'look'

/** Watches one kind from its position on, and hands one watch over to the next without a gap. */
export class KindWatcher {
  readonly #o: KindWatcherOptions
  readonly #renewAt = new WeakMap<WatchRun, number>()
  #look: (() => void) | null = null

  constructor(options: KindWatcherOptions) {
    this.#o = options
  }

  /** Opens a watch from the position; throws a Trouble. */
  open(signal: AbortSignal): Promise<WatchRun> {
    return this.#from(signal, null)
  }

  /**
   * Opens the next watch while the old one goes on, and stops the old one as soon as the new one answers. If that fails (it throws a
   * Trouble) the old one goes on to its end.
   */
  async renew(current: WatchRun, signal: AbortSignal): Promise<WatchRun> {
    try {
      return await this.#from(signal, current)
    } catch (thrown) {
      this.#renewAt.set(current, Number.POSITIVE_INFINITY)
      throw thrown
    }
  }

  #from(signal: AbortSignal, before: WatchRun | null): Promise<WatchRun> {
    const { position } = this.#o
    const query = new URLSearchParams({ watch: 'true', allowWatchBookmarks: 'true' })
    if (position.version !== '') query.set('resourceVersion', position.version)
    // What the old watch told until the new one opened comes again: ADDED and DELETED of the past must not be replayed.
    let told: string | null = null
    return this.openWith(query, signal, {
      opened: () => {
        if (before === null) return
        before.stop()
        if (isNumeric(position.version)) told = position.version
      },
      bytes: () => undefined,
      listing: () => false,
      endOfList: (resourceVersion) => {
        position.advance(resourceVersion)
      },
      isOld: (object) => {
        if (told === null) return false
        const version = objectVersion(object)
        if (version !== null && areComparable(version, told) && compareVersions(version, told) <= 0) return true
        told = null // events come in order: from here on all are new
        return false
      },
    })
  }

  /** Opens a watch with a query of one's own; it gets a time limit. */
  readonly openWith: OpenKindWatch = async (query, signal, part) => {
    const { client, clock, position, intake } = this.#o
    const seconds = Math.floor(shortestWatch * (1 + clock.random()))
    query.set('timeoutSeconds', String(seconds))
    const asked = this.#o.asked('watch')
    let ordered = query.has('resourceVersion') && !position.isStart
    const run = await openWatch({
      client,
      clock,
      path: `${this.#o.path}?${query.toString()}`,
      asked,
      signal,
      deadline: watchDeadline,
      longest: seconds * 1000 + watchGrace,
      screen: this.#o.screen(),
      onOpen: part.opened,
      onBytes: (size, waited) => {
        part.bytes(size, waited)
        this.#o.heard()
      },
      onOversize: (size) => {
        intake.lost(`a line of the watch is longer than ${String(size)} bytes`)
        this.look()
      },
      onLine: (line) => {
        const event = splitWatchEvent(line)
        switch (event.type) {
          case 'ERROR':
            throw troubleOfEvent(event.status, asked)
          case 'BOOKMARK':
            if (event.initialEventsEnd) part.endOfList(event.resourceVersion)
            else if (!part.listing()) position.advance(event.resourceVersion)
            ordered = ordered || event.initialEventsEnd
            return
          case 'garbage':
            intake.lost(event.reason)
            this.look()
            return
          default: {
            if (part.isOld(event.object)) return
            if (event.type !== 'ADDED') ordered = true
            const version = intake.event(event.type, event.object, line)
            if (version === null) this.look()
            else if (ordered && !part.listing()) position.advance(version)
          }
        }
      },
    })
    this.#renewAt.set(run, run.openedAt + seconds * 1000 - overlap)
    return run
  }

  /** Whoever waits in `outcome` looks at the watch again. */
  look(): void {
    this.#look?.()
  }

  /** Waits until the watch has ended, is to be renewed, or `lookAt` has come. */
  outcome(run: WatchRun, lookAt: number | null): Promise<WatchOutcome> {
    const { clock } = this.#o
    return new Promise((resolve) => {
      const timers: (() => void)[] = []
      const settle = (outcome: WatchOutcome): void => {
        for (const cancel of timers) cancel()
        this.#look = null
        resolve(outcome)
      }
      const renewAt = this.#renewAt.get(run) ?? Number.POSITIVE_INFINITY
      const at = (moment: number, call: () => void): void => {
        if (Number.isFinite(moment)) timers.push(clock.setTimer(moment - clock.now(), call))
      }
      at(renewAt, () => {
        settle('renew')
      })
      const quietAt = run.heardAt() + quietWatch
      if (quietAt < renewAt && Number.isFinite(renewAt))
        at(quietAt, () => {
          settle(run.heardAt() + quietWatch <= clock.now() ? 'renew' : 'look')
        })
      if (lookAt !== null)
        at(lookAt, () => {
          settle('look')
        })
      this.#look = () => {
        settle('look')
      }
      void run.ended.then(settle)
    })
  }
}
