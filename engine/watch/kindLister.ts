import type { ApiClient } from '../cluster/apiClient.ts'
import type { Clock } from './clock.ts'
import type { Intake } from './intake.ts'
import type { LinkRate } from './linkRate.ts'
import { isAborted, linkedAbort } from './linkedAbort.ts'
import { readList } from './listRun.ts'
import type { Slot } from './listSlots.ts'
import type { Position } from './position.ts'
import { Silence } from './silence.ts'
import type { Asked, Trouble } from './trouble.ts'
import { asTrouble, brokenTrouble, hangTrouble } from './trouble.ts'
import type { OpenKindWatch } from './kindWatcher.ts'
import type { WatchRun } from './watchRun.ts'

/** How a list was got. */
export type ListMode = 'watchlist' | 'list+watch' | 'paged+watch'

/** A complete list, and the watch that it came with, if it did. */
export interface Listed {
  mode: ListMode
  run: WatchRun | null
}

export interface KindListerOptions {
  client: ApiClient
  clock: Clock
  /** The collection. */
  path: string
  asked: (verb: 'list' | 'watch') => Asked
  position: Position
  intake: Intake
  rate: LinkRate
  openWatch: OpenKindWatch
  screen: () => boolean
  /** Bytes came. */
  heard: () => void
  /** The server's estimate of the whole list. */
  expected: (count: number) => void
  /** Called in the step in which the list became complete. */
  complete: (mode: ListMode) => void
}

/** The page size of client-go's pager. */
const pageSize = 500
/** An API server takes up to its own limit of 60 s to begin with a list. */
const listDeadline = 60_000
/** Nothing for so long in the middle of a list: it hangs. */
const listSilence = 30_000
/** A list that stalls for so long gives its slot to others, and goes on without one. */
const slotSilence = 3_000
/** What the screen needs has the link to itself for its first bytes (some hundred Pods), but no longer than this. */
const headStartBytes = 3 * 1024 * 1024
const headStartLasts = 500

/**
 * Gets the complete state of one kind: by WatchList where it is offered, else by LIST from the server's memory, else by a paged list
 * of the newest state (the fallback chain of client-go's reflector).
 */
export class KindLister {
  readonly #o: KindListerOptions
  #watchListRefused = false
  /** Bytes of the list so far. */
  #came = 0

  constructor(options: KindListerOptions) {
    this.#o = options
  }

  /** Throws the Trouble that a pause, or giving up, is needed for. `mayWatch` is false for what may only be listed. */
  async list(mayWatch: boolean, signal: AbortSignal, slot: Slot): Promise<Listed> {
    const cancel = this.#o.clock.setTimer(headStartLasts, () => {
      slot.underway()
    })
    this.#came = 0
    try {
      return await this.#listNow(mayWatch, signal, slot)
    } finally {
      cancel()
    }
  }

  async #listNow(mayWatch: boolean, signal: AbortSignal, slot: Slot): Promise<Listed> {
    if (mayWatch && !this.#watchListRefused && !this.#o.rate.isSlow()) {
      try {
        return { mode: 'watchlist', run: await this.#watchList(signal, slot) }
      } catch (thrown) {
        const trouble = asTrouble(thrown, this.#o.asked('watch'))
        if (isAborted(signal) || !this.#fallsBack(trouble)) throw trouble
      }
    }
    return { mode: await this.#plainList(signal, slot), run: null }
  }

  #bytes(size: number, slot: Slot): void {
    this.#came += size
    if (this.#came > headStartBytes) slot.underway()
  }

  /** client-go: whatever a WatchList dies of, a plain list is tried at once, except where waiting is asked for or the link is gone. */
  #fallsBack(trouble: Trouble): boolean {
    switch (trouble.kind) {
      case 'throttled':
      case 'link':
      case 'unauthorized':
      case 'gone':
        return false
      case 'refused':
      case 'hang': // no end-bookmark: the server does not know what was asked for
        this.#watchListRefused = true
        return true
      default: // also forbidden: a right to list without one to watch
        return true
    }
  }

  async #watchList(signal: AbortSignal, slot: Slot): Promise<WatchRun> {
    const { position } = this.#o
    for (;;) {
      const version = position.watchListVersion()
      try {
        return await this.#watchListAt(version, signal, slot)
      } catch (thrown) {
        const trouble = asTrouble(thrown, this.#o.asked('watch'))
        if ((trouble.kind !== 'expired' && trouble.kind !== 'too-large') || version === '' || isAborted(signal)) throw trouble
        position.lose(trouble.kind)
      }
    }
  }

  async #watchListAt(version: string, signal: AbortSignal, slot: Slot): Promise<WatchRun> {
    const { clock, position, intake, rate } = this.#o
    const asked = this.#o.asked('watch')
    const abort = linkedAbort(signal)
    const stalled = new Silence(clock, slotSilence, () => {
      slot.release()
    })
    const seen = { hung: false, listed: false, silent: null as Silence | null }
    let done: () => void = () => undefined
    const endOfList = new Promise<null>((resolve) => {
      done = () => {
        resolve(null)
      }
    })
    let run: WatchRun | null = null
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
    })
    if (version !== '') query.set('resourceVersion', version)
    intake.begin(version === '' && position.rewound)
    try {
      run = await this.#o.openWatch(query, abort.signal, {
        opened: () => {
          seen.silent = new Silence(clock, listSilence, () => {
            seen.hung = true
            abort.abort()
          })
        },
        bytes: (size, waited) => {
          if (seen.listed) return
          seen.silent?.touch()
          stalled.touch()
          this.#bytes(size, slot)
          rate.add(size, waited)
        },
        listing: () => !seen.listed,
        endOfList: (resourceVersion) => {
          if (seen.listed) return
          seen.listed = true
          intake.commit()
          position.reset(resourceVersion)
          this.#o.complete('watchlist')
          done()
        },
        isOld: () => false,
      })
      const end = await Promise.race([run.ended, endOfList])
      // The abort stays linked for as long as the watch goes on.
      if (seen.listed) return run
      throw end?.trouble ?? brokenTrouble('The watch ended before the list was complete.', asked)
    } catch (thrown) {
      run?.stop()
      intake.abandon()
      if (seen.hung) throw hangTrouble(listSilence, asked)
      throw thrown
    } finally {
      seen.silent?.stop()
      stalled.stop()
      if (seen.listed && run !== null)
        void run.ended.then(() => {
          abort.unlink()
        })
      else abort.unlink()
    }
  }

  async #plainList(signal: AbortSignal, slot: Slot): Promise<ListMode> {
    const { position } = this.#o
    let version = position.listVersion()
    // Pages only of the newest state: at a version the server lists from memory and takes no limit.
    let paged = version === ''
    for (;;) {
      try {
        return await this.#listAt(version, paged, signal, slot)
      } catch (thrown) {
        const trouble = asTrouble(thrown, this.#o.asked('list'))
        if (isAborted(signal)) throw trouble
        const { kind } = trouble
        if ((kind === 'expired' || kind === 'too-large' || kind === 'refused') && version !== '') {
          position.lose(kind)
          version = ''
          paged = true
        } else if ((kind === 'expired' || kind === 'refused') && paged) {
          paged = false // the token of a page died, or pages are not known here: everything at once
        } else {
          throw trouble
        }
      }
    }
  }

  async #listAt(version: string, paged: boolean, signal: AbortSignal, slot: Slot): Promise<ListMode> {
    const { client, clock, position, intake } = this.#o
    const mode: ListMode = paged ? 'paged+watch' : 'list+watch'
    const stalled = new Silence(clock, slotSilence, () => {
      slot.release()
    })
    let seen = 0
    intake.begin(version === '' && position.rewound)
    try {
      const head = await readList({
        client,
        clock,
        path: this.#o.path,
        asked: this.#o.asked('list'),
        signal,
        resourceVersion: version,
        limit: paged ? pageSize : null,
        deadline: listDeadline,
        silence: listSilence,
        screen: this.#o.screen(),
        onItem: (json) => {
          seen++
          intake.item(json)
        },
        onBytes: (size) => {
          stalled.touch()
          this.#bytes(size, slot)
          this.#o.heard()
        },
        onRemaining: (count) => {
          this.#o.expected(seen + count)
        },
      })
      intake.commit()
      position.reset(head.resourceVersion)
      this.#o.complete(mode)
      return mode
    } catch (thrown) {
      intake.abandon()
      throw thrown
    } finally {
      stalled.stop()
    }
  }
}
