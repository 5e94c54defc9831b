import type { RightRule } from '../contract/index.ts'
import { rulesReview } from '../rights/reviews.ts'
import { ruleAllows } from '../rights/ruleMatch.ts'
import type { Clock } from '../watch/clock.ts'
import type { ApiClient } from './apiClient.ts'
import type { ServedKind } from './servedKind.ts'

export interface ReadableNamespacesOptions {
  client: ApiClient
  clock: Clock
  /** Names of the namespaces that are known of, from whatever source. */
  known: () => readonly string[]
}

/** A name that a namespace can have; it becomes part of a path. */
const namespaceForm = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** What the server says a user may do in one namespace. */
interface Rules {
  /** Namespaces that single rules name: a user who may get them by name need not be able to list them. */
  named: readonly string[]
  /** The server cannot name all rules (webhook authorizers): what is not named may be allowed all the same. */
  incomplete: boolean
  rules: readonly RightRule[]
  askedAt: number
}

/** Rights change seldom; a person who was just given one can press "retry". */
const keepFor = 240_000
/** Names taken from rules; a review that names more is followed so far. */
const mostNames = 1_000
/** Reviews wait for nothing on screen: few at once leave the link to the lists. */
const atOnce = 4

/** Where a user may list a kind that may not be listed for the whole cluster, by the server's own rules review. */
export class ReadableNamespaces {
  readonly #o: ReadableNamespacesOptions
  readonly #rules = new Map<string, Rules | Promise<Rules | null>>()

  constructor(options: ReadableNamespacesOptions) {
    this.#o = options
  }

  /** Names in which listing is allowed, or may be (where the server cannot say, trying tells). */
  async for(kind: ServedKind, signal: AbortSignal): Promise<readonly string[]> {
    const left = [...new Set(this.#o.known())].sort()
    const seen = new Set(left)
    const allowed: string[] = []
    const work = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined && !signal.aborted; name = left.shift()) {
        const rules = await this.#rulesOf(name, signal)
        for (const told of rules?.named ?? []) {
          if (seen.size >= mostNames || seen.has(told)) continue
          seen.add(told)
          left.push(told)
        }
        if (
          rules === null ||
          rules.incomplete ||
          rules.rules.some((rule) => ruleAllows(rule, { verb: 'list', group: kind.group, resource: kind.resource, namespace: name }))
        )
          allowed.push(name)
      }
    }
    // the last answer of a round may name more
    while (left.length > 0 && !signal.aborted) await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, work))
    return allowed.sort()
  }

  /** Asks anew next time. */
  forget(): void {
    this.#rules.clear()
  }

  async #rulesOf(namespace: string, signal: AbortSignal): Promise<Rules | null> {
    const held = this.#rules.get(namespace)
    // Another kind may be asking at this moment; its answer serves both, its cancellation does not.
    const known = held instanceof Promise ? await held : held
    if (known && this.#o.clock.now() - known.askedAt < keepFor) return known
    if (signal.aborted) return null
    const asking = this.#ask(namespace, signal)
    this.#rules.set(namespace, asking)
    const rules = await asking
    if (rules === null) this.#rules.delete(namespace)
    else this.#rules.set(namespace, rules)
    return rules
  }

  async #ask(namespace: string, signal: AbortSignal): Promise<Rules | null> {
    try {
      const { rules, incomplete } = await rulesReview(this.#o.client, namespace, signal, 'background')
      return { rules, incomplete, named: namespacesNamedIn(rules), askedAt: this.#o.clock.now() }
    } catch {
      return null // no answer: the namespace is tried, and its own answer is shown
    }
  }
}

function namespacesNamedIn(rules: readonly RightRule[]): readonly string[] {
  return rules
    .filter(({ resources }) => resources.includes('namespaces') || resources.includes('*'))
    .flatMap(({ names }) => names)
    .filter((name) => namespaceForm.test(name))
}
