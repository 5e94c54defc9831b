import type { KindId } from '../contract/index.ts'
import { isClusterScoped } from './clusterScoped.ts'
import { podSpecPaths, rulesFor } from './index.ts'
import { Program } from './program.ts'
import type { Rule } from './rule.ts'

/** What a change of a book is about: references of these kinds (null: of all) have to be read again, or only those that name a kind. */
export interface BookChange {
  kinds: readonly KindId[] | null
  /** Only objects with a reference to this kind are concerned. */
  naming?: KindId
}

/**
 * The rules of one cluster: those built in, those derived from the schemas of its custom resources, and its user's own. Knows the scope of
 * kinds too, since the id of a target depends on it.
 */
export class RuleBook {
  readonly #derived = new Map<KindId, readonly Rule[]>()
  #own: readonly Rule[] = []
  readonly #scopes = new Map<KindId, boolean>()
  readonly #programs = new Map<KindId, Program>()
  readonly #listeners = new Set<(change: BookChange) => void>()

  /** Puts the rules read out of a kind's schema in the place of those before. */
  setDerived(kind: KindId, rules: readonly Rule[]): void {
    const before = this.#derived.get(kind) ?? []
    if (before.length === 0 && rules.length === 0) return
    if (rules.length === 0) this.#derived.delete(kind)
    else this.#derived.set(kind, rules)
    this.#programs.delete(kind)
    this.#tell({ kinds: [kind] })
  }

  /** Puts a user's rules in the place of those before. */
  setOwn(rules: readonly Rule[]): void {
    const concerned = [...this.#own, ...rules]
    if (concerned.length === 0) return
    this.#own = rules
    this.#programs.clear()
    const kinds = new Set<KindId>()
    for (const { from } of concerned) {
      if (from === '*') {
        this.#tell({ kinds: null })
        return
      }
      for (const kind of from === 'podTemplate' ? Object.keys(podSpecPaths) : from) kinds.add(kind)
    }
    this.#tell({ kinds: [...kinds].sort() })
  }

  /** Takes over from discovery whether objects of a kind have namespaces. */
  learnScope(kind: KindId, namespaced: boolean): void {
    if (this.isClusterScoped(kind) === !namespaced) return
    this.#scopes.set(kind, !namespaced)
    this.#tell({ kinds: null, naming: kind })
  }

  /** True when objects of the kind have no namespace, as far as is known. */
  isClusterScoped(kind: KindId): boolean {
    return this.#scopes.get(kind) ?? isClusterScoped(kind)
  }

  /** The rules whose field may be in objects of this kind. */
  rulesFor(kind: KindId): readonly Rule[] {
    return [...rulesFor(kind), ...(this.#derived.get(kind) ?? []), ...this.#own.filter((rule) => isFrom(rule, kind))]
  }

  /** The rules of a kind, ready to run. */
  programFor(kind: KindId): Program {
    let program = this.#programs.get(kind)
    if (!program) this.#programs.set(kind, (program = new Program(kind, this.rulesFor(kind))))
    return program
  }

  /** Called when references have to be read again; returns the stop function. */
  onChange(listener: (change: BookChange) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #tell(change: BookChange): void {
    for (const program of this.#programs.values()) program.forget()
    for (const listener of [...this.#listeners]) listener(change)
  }
}

/** The built-in rules alone. */
export const builtInBook = new RuleBook()

function isFrom(rule: Rule, kind: KindId): boolean {
  return rule.from === '*' || (rule.from === 'podTemplate' ? Object.hasOwn(podSpecPaths, kind) : rule.from.includes(kind))
}
