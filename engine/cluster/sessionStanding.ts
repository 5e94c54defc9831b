import type { ClusterState, EngineError, KindId } from '../contract/index.ts'
import type { Clock } from '../watch/clock.ts'
import type { Ledger } from '../watch/ledger.ts'

/** After a broken link a cluster is "syncing" until its kinds are up to date again; a kind that cannot be is not waited for longer. */
const catchUpWithin = 15_000

/** States that no waiting gets out of: a person must do something. */
export const restingStates: ReadonlySet<ClusterState> = new Set<ClusterState>(['signed-out', 'other-cluster'])

/** Where an open cluster stands, in one word, since when, and why. */
export class SessionStanding {
  readonly #clock: Clock
  readonly #ledger: Ledger
  readonly #contextNamespace: string | null
  readonly #onChange: () => void
  #state: ClusterState = 'closed'
  #since: number
  /** What an attempt to connect is to end: when it fails in the same way, that holds since then. */
  #before: { state: ClusterState; since: number } | null = null
  #error: EngineError | null = null
  #retryAt: number | null = null
  /** Once all first lists are through, a new kind does not make the cluster "syncing" again. */
  #wasLive = false
  /** Epoch milliseconds until which kinds that are still stale after a broken link are waited for. */
  #catchUpUntil = 0
  #catchUpTimer: (() => void) | null = null

  constructor(clock: Clock, ledger: Ledger, contextNamespace: string | null, onChange: () => void) {
    this.#clock = clock
    this.#ledger = ledger
    this.#contextNamespace = contextNamespace
    this.#onChange = onChange
    this.#since = clock.now()
  }

  get state(): ClusterState {
    return this.#state
  }

  /** Epoch milliseconds. */
  get since(): number {
    return this.#since
  }

  get error(): EngineError | null {
    return this.#error
  }

  /** Epoch milliseconds of the next planned attempt. */
  get retryAt(): number | null {
    return this.#retryAt
  }

  /** Whether only a person gets the cluster out of its state. */
  get rests(): boolean {
    return restingStates.has(this.#state)
  }

  /** Whether objects are held that can be shown. */
  get hasPicture(): boolean {
    return this.#ledger.entries().some(({ count }) => count > 0)
  }

  set(state: ClusterState, error: EngineError | null = null, retryAt: number | null = null): void {
    if (this.#state === state && this.#error === error && this.#retryAt === retryAt) return
    if (this.#state !== state) {
      const since = this.#before?.state === state ? this.#before.since : this.#clock.now()
      this.#before = state === 'connecting' ? { state: this.#state, since: this.#since } : null
      this.#since = since
    }
    this.#state = state
    this.#error = error
    this.#retryAt = retryAt
    this.#onChange()
  }

  /** What the ledger says of the cluster as a whole, by the kinds that are listed and watched. */
  reckon(active: readonly KindId[]): void {
    const states = active.map((kind) => this.#ledger.standing(kind)?.state)
    const open = states.some((state) => state === undefined || state === 'waiting' || state === 'loading')
    const behind = this.#clock.now() < this.#catchUpUntil && states.includes('stale')
    if ((!this.#wasLive && open) || behind) {
      this.set('syncing')
    } else if (states.length > 0 && states.every((state) => state === 'forbidden')) {
      this.set('forbidden', nothingAllowed(this.#contextNamespace))
    } else {
      this.#wasLive = true
      this.set('live')
    }
  }

  /** The link is back: kinds are waited for, for a while; when it is over, `due` is called. */
  catchUp(due: () => void): void {
    this.#catchUpUntil = this.#clock.now() + catchUpWithin
    this.#catchUpTimer?.()
    this.#catchUpTimer = this.#clock.setTimer(catchUpWithin, due)
  }

  /** The connection is over: the next begins with first lists. */
  hangUp(): void {
    this.#catchUpTimer?.()
    this.#catchUpTimer = null
    this.#catchUpUntil = 0
    this.#wasLive = false
  }
}

/** The state that a cluster is in when a connection ended of an error. */
export function stateFor(error: EngineError): ClusterState {
  switch (error.code) {
    case 'unauthorized':
    case 'needs-consent':
      return 'signed-out'
    case 'forbidden':
      return 'forbidden'
    default:
      return 'lost'
  }
}

function nothingAllowed(namespace: string | null): EngineError {
  return {
    code: 'forbidden',
    message: 'Signed in, but no kind may be listed: neither in the whole cluster nor in a namespace that is known of.',
    todo: `Ask for a role binding (the "view" role is enough), or set the context's namespace to one that may be read${namespace === null ? '' : ` (it is ${namespace} now)`}.`,
  }
}
