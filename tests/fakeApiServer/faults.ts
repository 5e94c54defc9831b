import type { StatusAnswer } from './status.ts'

/** What a request is, as far as a fault needs to know it. */
export interface RequestFacts {
  method: string
  path: string
  query: URLSearchParams
  user: string
  /** `get`, `list`, `watch`, `create` … */
  verb: string
  resource: string
  namespace: string | null
}

/** What goes wrong. Times are milliseconds, sizes bytes. */
export type FaultAction =
  | { type: 'status'; answer: StatusAnswer }
  | { type: 'raw'; code: number; headers: Record<string, string>; body: string }
  | { type: 'reset' } // RST_STREAM before any byte
  | { type: 'goaway' } // GOAWAY on the whole session
  | { type: 'hang' } // no answer at all
  | { type: 'delay'; ms: number }
  | { type: 'cut'; after: number; how: 'end' | 'reset' | 'hang' } // the body stops after so many bytes
  | { type: 'drip'; chunk: number; ms: number } // the body comes in tiny pieces
  | { type: 'line'; after: number; text: string } // a foreign line in a watch, after so many events
  | { type: 'noBookmark' } // the bookmark that ends the initial events never comes
  | { type: 'noWatchList' } // the server does not know sendInitialEvents

export interface Fault {
  when(request: RequestFacts): boolean
  /** How often; Infinity for always. */
  times: number
  action: FaultAction
}

/** The faults that are armed, in order; the first that fits is used. */
export class Faults {
  readonly #armed: Fault[] = []
  /** How many times a fault struck. */
  struck = 0

  arm(fault: Fault): () => void {
    this.#armed.push(fault)
    return () => {
      const at = this.#armed.indexOf(fault)
      if (at >= 0) this.#armed.splice(at, 1)
    }
  }

  clear(): void {
    this.#armed.length = 0
  }

  take(request: RequestFacts): FaultAction | null {
    for (const fault of this.#armed) {
      if (fault.times <= 0 || !fault.when(request)) continue
      fault.times--
      this.struck++
      return fault.action
    }
    return null
  }
}
