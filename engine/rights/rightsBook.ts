import type { ApiClient } from '../cluster/apiClient.ts'
import type { RightAnswer, RightAsk, RightsReview, WhoAmI } from '../contract/index.ts'
import type { Clock } from '../watch/clock.ts'
import { accessReview, rulesReview, whoAmI, type RulesReview } from './reviews.ts'
import { ruleAllows } from './ruleMatch.ts'

export interface RightsBookOptions {
  client: ApiClient
  clock: Clock
}

/** Milliseconds that an answer is believed. Roles change seldom; {@link RightsBook.forget} is called when they are seen to. */
const keepFor = 60_000
/** Most answers kept; the oldest go first. */
const mostKept = 5_000
/** Single reviews on their way at a time: the link is shared with lists and watches. */
const atOnce = 4

interface Kept<T> {
  answer: Promise<T>
  at: number
}

/**
 * What the person of one connection may do there. Namespaced questions are answered out of the namespace's rules review, one request for
 * all of them; what a review cannot say, and what concerns the cluster scope (a review also names rules that hold in the namespace alone), is asked singly.
 */
export class RightsBook {
  readonly #o: RightsBookOptions
  readonly #reviews = new Map<string, Kept<RulesReview>>()
  readonly #answers = new Map<string, Kept<RightAnswer>>()
  #who: Kept<WhoAmI | null> | null = null
  readonly #ending = new AbortController()
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(options: RightsBookOptions) {
    this.#o = options
  }

  /** Asks anew next time. */
  forget(): void {
    this.#reviews.clear()
    this.#answers.clear()
    this.#who = null
  }

  /** Ends what is on its way. */
  close(): void {
    this.#ending.abort()
  }

  /** Answers in the order of the questions. Throws ApiFailure when the server does not answer one of them; each request has its deadline. */
  ask(asks: readonly RightAsk[]): Promise<RightAnswer[]> {
    return Promise.all(asks.map((one) => this.#one(one)))
  }

  /** Everything in one namespace. Throws ApiFailure. */
  async review(namespace: string): Promise<RightsReview> {
    const [who, { rules, incomplete, trouble }] = await Promise.all([this.#whoAmI(), this.#rules(namespace)])
    return { who, namespace, rules, incomplete, trouble }
  }

  async #one(ask: RightAsk): Promise<RightAnswer> {
    if (ask.namespace !== '') {
      const { rules, incomplete } = await this.#rules(ask.namespace)
      if (rules.some((rule) => ruleAllows(rule, ask)))
        return { allowed: true, reason: `A rule in the namespace ${ask.namespace} allows it.` }
      if (!incomplete) return { allowed: false, reason: `No rule allows it in the namespace ${ask.namespace}.` }
    }
    const key = JSON.stringify([ask.verb, ask.group, ask.resource, ask.namespace, ask.name ?? null])
    return this.#kept(this.#answers, key, () => this.#inTurn(() => accessReview(this.#o.client, ask, this.#ending.signal)))
  }

  #rules(namespace: string): Promise<RulesReview> {
    return this.#kept(this.#reviews, namespace, () =>
      this.#inTurn(() => rulesReview(this.#o.client, namespace, this.#ending.signal, 'screen')),
    )
  }

  #whoAmI(): Promise<WhoAmI | null> {
    if (this.#who !== null && this.#o.clock.now() - this.#who.at < keepFor) return this.#who.answer
    const kept: Kept<WhoAmI | null> = { answer: whoAmI(this.#o.client, this.#ending.signal), at: this.#o.clock.now() }
    this.#who = kept
    kept.answer.catch(() => {
      if (this.#who === kept) this.#who = null
    })
    return kept.answer
  }

  /** One request for all who ask the same at the same time. A failure is not kept. */
  #kept<T>(shelf: Map<string, Kept<T>>, key: string, asking: () => Promise<T>): Promise<T> {
    const known = shelf.get(key)
    if (known !== undefined && this.#o.clock.now() - known.at < keepFor) return known.answer
    const kept: Kept<T> = { answer: asking(), at: this.#o.clock.now() }
    shelf.delete(key)
    shelf.set(key, kept)
    kept.answer.catch(() => {
      if (shelf.get(key) === kept) shelf.delete(key)
    })
    for (const oldest of shelf.keys()) {
      if (shelf.size <= mostKept) break
      shelf.delete(oldest)
    }
    return kept.answer
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }
}
