import type { Cell, Health } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import { cellTextLimit, visibleText } from './visibleText.ts'

/** Entries of a generation; at the limit the older generation is forgotten, so that years of image tags do not pile up. */
const generationSize = 100_000

/** A table of equal things, bounded: what is asked for again survives, the rest goes with its generation. */
class SharedTable<T> {
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  get(key: string): T | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: T): void {
    if (this.#young.size >= generationSize) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}

/** Label sets have no prototype to look things up in by accident, and stay cheap, which `Object.create(null)` itself is not in V8. */
const labelPrototype: object = Object.freeze(Object.create(null) as object)

const noLabels: Readonly<Record<string, string>> = Object.freeze(Object.create(labelPrototype) as Record<string, string>)
const noReferences: readonly Reference[] = Object.freeze([])

/**
 * Makes equal things one thing: the pods of a workload share their labels, node, images, statuses and references, and so cost little each.
 * Also where text of the cluster becomes safe to draw: every cell goes through {@link visibleText} here.
 */
export class Interner {
  readonly #strings = new SharedTable<string>()
  readonly #cells = new SharedTable<Cell>()
  readonly #health = new SharedTable<Health>()
  readonly #labels = new SharedTable<Readonly<Record<string, string>>>()
  readonly #references = new SharedTable<Reference>()
  /** References that are shared already, as those who extract them mostly take care of: no key needs to be made of them. */
  readonly #sharedReferences = new WeakSet<Reference>()

  /** The one copy of a text. */
  text(text: string): string {
    const held = this.#strings.get(text)
    if (held !== undefined) return held
    const own = ownCopy(text)
    this.#strings.set(own, own)
    return own
  }

  /** Equal label sets become the same object, which has no prototype members. Values that are not text are left out. */
  labels(labels: unknown): Readonly<Record<string, string>> {
    if (typeof labels !== 'object' || labels === null) return noLabels
    let key = ''
    for (const [name, value] of Object.entries(labels) as [string, unknown][]) if (typeof value === 'string') key += `${name}\u0000${value}\u0001`
    if (key === '') return noLabels
    const held = this.#labels.get(key)
    if (held !== undefined) return held
    const own = Object.create(labelPrototype) as Record<string, string>
    for (const [name, value] of Object.entries(labels) as [string, unknown][]) if (typeof value === 'string') own[this.text(name)] = this.text(value)
    this.#labels.set(key, own)
    return own
  }

  /** Equal healths become the same object; its words are made visible. */
  health(health: Health): Health {
    const key = `${health.level}\u0000${health.reason}\u0000${health.message ?? ''}`
    const held = this.#health.get(key)
    if (held !== undefined) return held
    const own: Health = { level: health.level, reason: this.text(visibleText(health.reason, cellTextLimit)) }
    if (health.message !== undefined) own.message = this.text(visibleText(health.message, cellTextLimit))
    this.#health.set(key, own)
    return own
  }

  /** Cells made safe to draw; where they equal those of the version before, its array is used again. */
  cells(cells: readonly Cell[], before: readonly Cell[] | undefined): readonly Cell[] {
    let same = before?.length === cells.length
    const own = new Array<Cell>(cells.length)
    for (let index = 0; index < cells.length; index++) {
      const cell = this.#cell(cells[index] ?? null)
      const held = before?.[index]
      if (before !== undefined && held !== undefined && sameCell(held, cell)) own[index] = held
      else {
        own[index] = cell
        same = false
      }
    }
    return same && before !== undefined ? before : own
  }

  /**
   * Equal references become one; the list of the version before is used again when nothing in it changed. Lists themselves are not looked up:
   * a Pod's names its node, so hardly two are equal, and a table of them would cost more than it saves.
   */
  references(references: readonly Reference[], before: readonly Reference[] | undefined): readonly Reference[] {
    if (references.length === 0) return noReferences
    let own = references
    let same = before?.length === references.length
    for (let index = 0; index < references.length; index++) {
      const reference = references[index]
      if (reference === undefined) continue
      const shared = this.#reference(reference)
      if (shared !== before?.[index]) same = false
      if (shared === reference) continue
      if (own === references) own = [...references]
      ;(own as Reference[])[index] = shared // a copy by now
    }
    return same && before !== undefined ? before : own
  }

  #reference(reference: Reference): Reference {
    if (this.#sharedReferences.has(reference)) return reference
    const key = JSON.stringify(reference)
    const held = this.#references.get(key)
    if (held !== undefined) return held
    this.#references.set(key, reference)
    this.#sharedReferences.add(reference)
    return reference
  }

  #cell(cell: Cell): Cell {
    if (cell === null || typeof cell === 'number') return cell
    if (typeof cell === 'string') return this.text(visibleText(cell, cellTextLimit))
    switch (cell.t) {
      case 'time': return cell
      case 'restarts': return cell.lastAt === null ? this.#shared(`n${String(cell.count)}`, cell) : cell
      case 'ratio': return this.#shared(`r${String(cell.have)}/${String(cell.want)}${cell.level}`, cell)
      case 'status':
        return this.#held(`s${cell.level} ${cell.text}`) ?? this.#keep(`s${cell.level} ${cell.text}`, { ...cell, text: this.text(visibleText(cell.text, cellTextLimit)) })
      case 'quantity':
        return this.#held(`q${String(cell.value)} ${cell.text}`) ?? this.#keep(`q${String(cell.value)} ${cell.text}`, { ...cell, text: this.text(visibleText(cell.text, cellTextLimit)) })
      case 'list': {
        const key = `l${cell.items.join('\u0000')}`
        return this.#held(key) ?? this.#keep(key, { t: 'list', items: cell.items.map((item) => this.text(visibleText(item, cellTextLimit))) })
      }
      case 'ref': {
        const key = `f${cell.id}\u0000${cell.text}`
        return this.#held(key) ?? this.#keep(key, { t: 'ref', id: this.text(cell.id), text: this.text(visibleText(cell.text, cellTextLimit)) })
      }
      default: return null
    }
  }

  #held(key: string): Cell | undefined {
    return this.#cells.get(key)
  }

  #keep(key: string, cell: Cell): Cell {
    this.#cells.set(key, cell)
    return cell
  }

  #shared(key: string, cell: Cell): Cell {
    return this.#cells.get(key) ?? this.#keep(key, cell)
  }
}

/** Whether two cells say the same. */
export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  switch (a.t) {
    case 'time': return b.t === 'time' && a.at === b.at
    case 'status': return b.t === 'status' && a.text === b.text && a.level === b.level
    case 'ratio': return b.t === 'ratio' && a.have === b.have && a.want === b.want && a.level === b.level
    case 'restarts': return b.t === 'restarts' && a.count === b.count && a.lastAt === b.lastAt
    case 'quantity': return b.t === 'quantity' && a.text === b.text && a.value === b.value
    case 'list': return b.t === 'list' && a.items.length === b.items.length && a.items.every((item, index) => item === b.items[index])
    case 'ref': return b.t === 'ref' && a.id === b.id && a.text === b.text
    default: return false
  }
}

/** A slice of a longer string keeps the whole of it in memory; a copy does not. Short ones are copied by V8 itself. */
function ownCopy(text: string): string {
  if (text.length < 13) return text
  const copy = Buffer.from(text, 'utf8').toString('utf8')
  return copy === text ? copy : text // lone surrogates do not survive UTF-8
}
