import type { KindId } from '../contract/index.ts'
import { isRecord, readPath } from './fieldPath.ts'
import type { Program, Section } from './program.ts'
import { namespaceOf, Reading } from './reading.ts'
import { joinedReferences, type Reference } from './reference.ts'
import { ReferenceTable, sameReference } from './referenceTable.ts'
import type { Rule } from './rule.ts'
import type { RuleBook } from './ruleBook.ts'
import { take, takeAbsent } from './taking.ts'

type Document = Readonly<Record<string, any>>

/**
 * Everything an object points at, by all rules of its kind. Never throws on what an object holds: a field that is not what it should be
 * points at nothing. Equal references of objects read with the same table are usually the same object; `near` are those of an object that
 * has most of them too (its version before, a Pod of the same workload), and are looked at first.
 */
export function extractReferences(
  book: RuleBook,
  kind: KindId,
  object: Document,
  near: readonly Reference[] = none,
  table: ReferenceTable = commonTable,
): readonly Reference[] {
  const rest = restReferences(book, kind, object, near, table)
  const ofStatus = statusReferences(book, kind, object, near, table)
  return joinedReferences(rest, ofStatus)
}

/** As {@link extractReferences}, but for those that come from the status alone. */
export function restReferences(
  book: RuleBook,
  kind: KindId,
  object: Document,
  near: readonly Reference[] = none,
  table: ReferenceTable = commonTable,
): readonly Reference[] {
  const program = book.programFor(kind)
  program.sawMore = false
  const metadata = commonReferences(book, program, 'metadata', kind, object, near, 0, table)
  let found = metadata
  if (program.rest.tree.leadsInto(object) || program.rest.onAbsent.length > 0) {
    const reading = new Reading(kind, object, program.podSpecPath, program.rest.onAbsent)
    readSection(book, reading, program.rest, object, '')
    if (reading.outside) program.sawMore = true
    found = joinedReferences(metadata, share(reading.found, near, metadata.length, table))
  }
  if (program.podSpecPath === null) return found
  const podSpec = readPath(object, program.podSpecPath)
  if (podSpec === undefined) return found
  return joinedReferences(found, podSpecReferences(book, program, kind, object, podSpec, near, found.length, table))
}

/** The references that {@link restReferences} leaves out. They stand last among all, see {@link Program.countBeforeStatus}. */
export function statusReferences(
  book: RuleBook,
  kind: KindId,
  object: Document,
  near: readonly Reference[] = none,
  table: ReferenceTable = commonTable,
): readonly Reference[] {
  const program = book.programFor(kind)
  if (program.status.tree.isEmpty || object['status'] === undefined) return none
  return commonReferences(book, program, 'status', kind, object, near, program.countBeforeStatus(near), table)
}

/** Of a part that the object read before mostly had too, as far as rules look: then its references are the same list. */
function commonReferences(
  book: RuleBook,
  program: Program,
  part: 'metadata' | 'status',
  kind: KindId,
  object: Document,
  near: readonly Reference[],
  at: number,
  table: ReferenceTable,
): readonly Reference[] {
  const section = program[part]
  if (section.tree.isEmpty) return none
  const namespace = namespaceOf(object)
  const held = section.memory.find(section.tree, table, namespace, object)
  if (held !== null) return held
  const reading = new Reading(kind, object, program.podSpecPath, section.onAbsent)
  readSection(book, reading, section, object, '')
  const found = share(reading.found, near, at, table)
  if (reading.outside) program.sawMore = true
  else if (reading.lookedAt === null)
    section.memory.keep(table, namespace, part === 'metadata' ? { metadata: object['metadata'] } : { status: object['status'] }, [], found)
  return found
}

function podSpecReferences(
  book: RuleBook,
  program: Program,
  kind: KindId,
  object: Document,
  podSpec: unknown,
  near: readonly Reference[],
  at: number,
  table: ReferenceTable,
): readonly Reference[] {
  const { templates, podSpec: section, podSpecPath } = program
  const namespace = namespaceOf(object)
  const mayBeKnown = !templates.off && isRecord(podSpec)
  const held = mayBeKnown ? templates.find(section.tree, table, namespace, podSpec) : null
  if (held !== null) return held
  const reading = new Reading(kind, object, podSpecPath, section.onAbsent)
  readSection(book, reading, section, podSpec, podSpecPath ?? '')
  const found = share(reading.found, near, at, table)
  if (reading.outside) program.sawMore = true
  else if (mayBeKnown) templates.keep(table, namespace, podSpec, reading.lookedAt ?? [], found)
  return found
}

/** Reads one part of an object, which is at `path` in it. */
function readSection(book: RuleBook, reading: Reading, section: Section, part: unknown, path: string): void {
  section.tree.walk(part, path, (rule: Rule, value: unknown, at: string, parent: Record<string, unknown>) =>
    take(book, reading, rule, value, at, parent),
  )
  for (const rule of section.onAbsent) {
    if (reading.present?.includes(rule) === true) continue
    const where = rule.at[0] ?? ''
    takeAbsent(book, reading, rule, path === '' ? where : `${path}.${where}`)
  }
}

/** Puts references that are held already in the place of equal ones; those of `near` from `at` on are looked at first. */
function share(found: Reference[], near: readonly Reference[], at: number, table: ReferenceTable): readonly Reference[] {
  if (found.length === 0) return none
  for (let i = 0; i < found.length; i++) {
    const reference = found[i] as Reference // i is below the length
    const held = near[at + i]
    found[i] = held !== undefined && sameReference(held, reference) ? held : table.shared(reference)
  }
  return found.slice() // it was grown one by one, and has room for more, which most objects would keep for ever
}

const none: readonly Reference[] = []
/** Of all who bring no table of their own. */
const commonTable = new ReferenceTable()
