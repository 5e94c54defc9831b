import type { KindId } from '../contract/index.ts'
import type { RuleBook } from '../relations/ruleBook.ts'
import { readSchema } from '../relations/schemaRules.ts'

interface Read {
  kind: KindId
  /** The rules as text, to tell whether they changed. */
  print: string
  count: number
  unread: string | null
}

/** Keeps the derived rules of a book equal to the definitions of custom resources that the cluster holds. */
export class SchemaReferences {
  readonly #book: RuleBook
  /** By the name of the definition. */
  readonly #read = new Map<string, Read>()
  readonly #ofKind = new Map<KindId, Read>()

  constructor(book: RuleBook) {
    this.#book = book
  }

  /** Reads a definition, new or changed. */
  learn(name: string, definition: Readonly<Record<string, unknown>>): void {
    const { kind, rules, unread } = readSchema(definition, (of) => this.#book.rulesFor(of).filter((rule) => rule.id !== 126))
    const before = this.#read.get(name)
    if (before !== undefined && before.kind !== kind) this.forget(name)
    if (kind === null) return
    // Most changes of a definition are to its status: the rules are the same then, and no object need be read again.
    const print = JSON.stringify(rules)
    const same = before?.kind === kind && before.print === print
    const read = { kind, print, count: rules.length, unread }
    this.#read.set(name, read)
    this.#ofKind.set(kind, read)
    if (!same) this.#book.setDerived(kind, rules)
  }

  /** A definition is gone, and its kind with it. */
  forget(name: string): void {
    const before = this.#read.get(name)
    if (before === undefined) return
    this.#read.delete(name)
    this.#ofKind.delete(before.kind)
    this.#book.setDerived(before.kind, [])
  }

  /** What was read out of the schema of a kind; null when nobody gave one. */
  of(kind: KindId): { count: number; unread: string | null } | null {
    return this.#ofKind.get(kind) ?? null
  }
}
