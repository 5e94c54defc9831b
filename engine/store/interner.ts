import { cellTextLimit, visibleText } from '../contract/index.ts'
import type { Cell, Health, HealthLevel } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import { sameReference } from '../relations/referenceTable.ts'
import { SharedTable } from './sharedTable.ts'

type RefCell = Extract<Cell, { t: 'ref' }>
type StatusCell = Extract<Cell, { t: 'status' }>

/** Label sets have no prototype to look things up in by accident, and stay cheap, which `Object.create(null)` itself is not in V8. */
const labelPrototype: object = Object.freeze(Object.create(null) as object)

const noLabels: Readonly<Record<string, string>> = Object.freeze(Object.create(labelPrototype) as Record<string, string>)
const noReferences: readonly Reference[] = Object.freeze([])
const noParts: readonly string[] = Object.freeze([])

/** Label sets looked at before the table is asked: those of one workload come one after the other. */
const recentSets = 8

/**
 * Makes equal things one thing: the pods of a workload share their labels, node, images, statuses and references, and so cost little each.
 * Also where text of the cluster becomes safe to draw: every cell goes through {@link visibleText} here.
 */
export class Interner {
  readonly #strings = new SharedTable<string>()
  readonly #cells = new SharedTable<Cell>()
  /** Looked up by the id alone, so that no text has to be made for it: what points at one object mostly says the same. */
  readonly #refs = new SharedTable<RefCell>()
  /** By level, then by text. */
  readonly #statuses = new Map<HealthLevel, SharedTable<Cell>>()
  readonly #health = new SharedTable<Health>()
  readonly #labels = new SharedTable<Readonly<Record<string, string>>>()
  readonly #parts = new SharedTable<readonly string[]>()
  readonly #recentLabels: Readonly<Record<string, string>>[] = []
  #nextRecent = 0

  /** The one copy of a text. */
  text(text: string): string {
    const held = this.#strings.get(text)
    if (held !== undefined) return held
    const own = ownCopy(text)
    this.#strings.set(own, own)
    return own
  }

  /** Equal label sets become the same object, which has no prototype members. Values that are not text are left out. */
  labels(labels: unknown, before?: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (typeof labels !== 'object' || labels === null) return noLabels
    const given = labels as Readonly<Record<string, unknown>>
    if (before !== undefined && sameLabels(before, given)) return before
    for (let back = 1; back <= this.#recentLabels.length; back++) {
      const recent = this.#recentLabels[(this.#nextRecent - back + recentSets) % recentSets]
      if (recent !== undefined && sameLabels(recent, given)) return recent
    }
    let key = ''
    for (const name of Object.keys(given)) {
      const value = given[name]
      if (typeof value === 'string') key += `${name}\u0000${value}\u0001`
    }
    if (key === '') return noLabels
    let own = this.#labels.get(key)
    if (own === undefined) {
      const made = Object.create(labelPrototype) as Record<string, string>
      for (const name of Object.keys(given)) {
        const value = given[name]
        if (typeof value === 'string') made[this.text(name)] = this.text(value)
      }
      this.#labels.set(key, (own = made))
    }
    this.#recentLabels[this.#nextRecent] = own
    this.#nextRecent = (this.#nextRecent + 1) % recentSets
    return own
  }

  /** Equal healths become the same object; its words are made visible. `near` is one that it may well equal. */
  health(health: Health, near?: Health): Health {
    // visible text is its own visible form, so what equals it as it came is the same when made visible
    if (near !== undefined && near.level === health.level && near.reason === health.reason && near.message === health.message) return near
    const key = `${health.level}\u0000${health.reason}\u0000${health.message ?? ''}`
    const held = this.#health.get(key)
    if (held !== undefined) return held
    const own: Health = { level: health.level, reason: this.text(visibleText(health.reason, cellTextLimit)) }
    if (health.message !== undefined) own.message = this.text(visibleText(health.message, cellTextLimit))
    this.#health.set(key, own)
    return own
  }

  /**
   * Cells made safe to draw; where they equal those of the version before, its array is used again. `near` are those of another object of the
   * kind, which mostly has some in common: the last one taken.
   */
  cells(cells: readonly Cell[], before: readonly Cell[] | undefined, near?: readonly Cell[]): readonly Cell[] {
    let same = before?.length === cells.length
    const own = new Array<Cell>(cells.length)
    for (let index = 0; index < cells.length; index++) {
      const given = cells[index] ?? null
      const held = before?.[index]
      const other = near?.[index]
      if (held !== undefined && sameCell(held, given)) own[index] = held
      else if (other !== undefined && sameCell(other, given)) {
        own[index] = other
        same = false
      } else {
        const cell = this.#cell(given)
        if (held !== undefined && sameCell(held, cell)) own[index] = held
        else {
          own[index] = cell
          same = false
        }
      }
    }
    return same && before !== undefined ? before : own
  }

  /** Equal lists of parts become the same list: the Pods of a workload have the same ports. */
  parts(parts: readonly string[] | undefined, before: readonly string[] | undefined): readonly string[] | undefined {
    if (parts === undefined) return undefined
    if (parts.length === 0) return noParts
    if (before?.length === parts.length && before.every((part, at) => part === parts[at])) return before
    const key = parts.join('\u0000')
    const held = this.#parts.get(key)
    if (held !== undefined) return held
    const own = parts.map((part) => this.text(part))
    this.#parts.set(key, own)
    return own
  }

  /**
   * Of equal references the one of the version before is used again, and its list when nothing in it changed. That those of different objects
   * are shared is the extractor's work.
   */
  references(references: readonly Reference[], before: readonly Reference[] | undefined): readonly Reference[] {
    if (references.length === 0) return noReferences
    if (before === undefined) return references
    let own = references
    let same = before.length === references.length
    for (let index = 0; index < references.length; index++) {
      const reference = references[index]
      const held = before[index]
      if (reference === undefined || held === reference) continue
      if (held === undefined || !sameReference(held, reference)) {
        same = false
        continue
      }
      if (own === references) own = [...references]
      ;(own as Reference[])[index] = held // a copy by now
    }
    return same ? before : own
  }

  #cell(cell: Cell): Cell {
    if (cell === null || typeof cell === 'number') return cell
    if (typeof cell === 'string') return this.text(visibleText(cell, cellTextLimit))
    switch (cell.t) {
      case 'time':
        return cell
      case 'restarts':
        return cell.lastAt === null ? this.#shared(`n${String(cell.count)}`, cell) : cell
      case 'ratio':
        return this.#shared(`r${String(cell.have)}/${String(cell.want)}${cell.level}`, cell)
      case 'status':
        return this.#status(cell)
      case 'quantity': {
        const key = `q${String(cell.value)} ${cell.text}`
        return this.#held(key) ?? this.#keep(key, { ...cell, text: this.text(visibleText(cell.text, cellTextLimit)) })
      }
      case 'list': {
        const key = `l${cell.items.join('\u0000')}`
        return (
          this.#held(key) ?? this.#keep(key, { t: 'list', items: cell.items.map((item) => this.text(visibleText(item, cellTextLimit))) })
        )
      }
      case 'ref':
        return this.#ref(cell)
      default:
        return null
    }
  }

  #status(cell: StatusCell): Cell {
    let table = this.#statuses.get(cell.level)
    if (table === undefined) this.#statuses.set(cell.level, (table = new SharedTable()))
    const held = table.get(cell.text)
    if (held !== undefined) return held
    const own: Cell = { ...cell, text: this.text(visibleText(cell.text, cellTextLimit)) }
    table.set(ownCopy(cell.text), own)
    return own
  }

  #ref(cell: RefCell): Cell {
    const text = visibleText(cell.text, cellTextLimit)
    const held = this.#refs.get(cell.id)
    if (held?.text === text) return held
    const id = held?.id ?? ownCopy(cell.id)
    const own: RefCell = { t: 'ref', id, text: ownCopy(text) }
    this.#refs.set(id, own)
    return own
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

/** Whether labels as they came are those of a set. Only what has text for every name can be. */
function sameLabels(set: Readonly<Record<string, string>>, given: Readonly<Record<string, unknown>>): boolean {
  let wanted = 0
  for (const name in set) {
    if (!Object.hasOwn(given, name) || given[name] !== set[name]) return false
    wanted++
  }
  let count = 0
  for (const name in given) if (Object.hasOwn(given, name) && ++count > wanted) return false
  return count === wanted
}

/** Whether two cells say the same. */
export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  switch (a.t) {
    case 'time':
      return b.t === 'time' && a.at === b.at
    case 'status':
      return b.t === 'status' && a.text === b.text && a.level === b.level
    case 'ratio':
      return b.t === 'ratio' && a.have === b.have && a.want === b.want && a.level === b.level
    case 'restarts':
      return b.t === 'restarts' && a.count === b.count && a.lastAt === b.lastAt
    case 'quantity':
      return b.t === 'quantity' && a.text === b.text && a.value === b.value
    case 'usage':
      return (
        b.t === 'usage' &&
        a.text === b.text &&
        a.value === b.value &&
        a.against?.what === b.against?.what &&
        a.against?.text === b.against?.text &&
        a.against?.value === b.against?.value
      )
    case 'list':
      return b.t === 'list' && a.items.length === b.items.length && a.items.every((item, index) => item === b.items[index])
    case 'ref':
      return b.t === 'ref' && a.id === b.id && a.text === b.text
    default:
      return false
  }
}

/** A slice of a longer string keeps the whole of it in memory; a copy does not. Short ones are copied by V8 itself. */
function ownCopy(text: string): string {
  if (text.length < 13) return text
  const copy = Buffer.from(text, 'utf8').toString('utf8')
  return copy === text ? copy : text // lone surrogates do not survive UTF-8
}
