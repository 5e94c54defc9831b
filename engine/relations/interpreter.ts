import { kindId, kindName, objectId, visibleName, type Evidence, type KindId } from '../contract/index.ts'
import { isRecord, join, readAll, readPath } from './fieldPath.ts'
import { Reading, type Mention } from './reading.ts'
import type { LabelSelector, NamespaceChoice, Reference, SelectorReference } from './reference.ts'
import { ReferenceTable, sameReference } from './referenceTable.ts'
import type { Condition, NameMatch, Naming, ObjectMatch, ReadMatch, Rule, SelectorMatch } from './rule.ts'
import { speaksWhenAbsent, type RuleBook } from './ruleBook.ts'
import { isEmptySelector, readMapSelector, readRequirements, readSelector, selectorText } from './selector.ts'

/**
 * Everything an object points at, by all rules of its kind. Never throws on what an object holds: a field that is not what it should be
 * points at nothing. Equal references of objects read with the same table are usually the same object; `near` are those of an object that
 * has most of them too (its version before, a Pod of the same workload), and are looked at first.
 */
export function extractReferences(
  book: RuleBook,
  kind: KindId,
  object: Readonly<Record<string, any>>,
  near: readonly Reference[] = none,
  table: ReferenceTable = commonTable,
): readonly Reference[] {
  const program = book.programFor(kind)
  const reading = new Reading(kind, object)
  const visit = (rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void =>
    take(book, reading, rule, value, path, parent)
  program.object.walk(object, '', visit)
  const podSpec = program.podSpecPath === null ? undefined : readPath(object, program.podSpecPath)
  if (podSpec !== undefined) program.podSpec.walk(podSpec, program.podSpecPath ?? '', visit)
  for (const rule of program.onAbsent) {
    if (reading.present.has(rule) || (rule.from === 'podTemplate' && podSpec === undefined)) continue
    const path = rule.from === 'podTemplate' ? `${program.podSpecPath ?? ''}.${rule.at[0] ?? ''}` : (rule.at[0] ?? '')
    takeAbsent(book, reading, rule, path)
  }
  const { found } = reading
  if (found.length === 0) return none
  for (let i = 0; i < found.length; i++) {
    const reference = found[i] as Reference // i is below the length
    const held = near[i]
    found[i] = held !== undefined && sameReference(held, reference) ? held : table.shared(reference)
  }
  return found
}

function holds(object: Record<string, unknown>, conditions: readonly Condition[] | undefined): boolean {
  if (conditions === undefined) return true
  return conditions.every((c) => {
    const value = readPath(object, c.path)
    if ('is' in c) return (value === undefined) === (c.is === 'absent')
    // `true` in YAML is meant by "true" in a rule.
    const written = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
    return 'not' in c ? written !== c.not : written === c.equals
  })
}

function take(book: RuleBook, reading: Reading, rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void {
  const { match } = rule
  // An empty name is a missing one; but an empty class name is a decision for no class at all.
  if (speaksWhenAbsent(match) && (match.by !== 'name' || text(value, match.field) !== '')) reading.present.add(rule)
  if (!holds(reading.object, rule.when)) return
  switch (match.by) {
    case 'name':
      takeName(book, reading, rule, match, value, path, parent)
      break
    case 'object':
      takeObject(book, reading, rule, match, value, path, parent)
      break
    case 'owner':
      takeOwner(book, reading, rule, value, path)
      break
    case 'selector':
      takeSelector(book, reading, rule, match, value, path)
      break
    case 'ordinal':
      if (typeof value === 'string' && value !== '' && rule.to !== '*') {
        const stem = legible(`${value}-${reading.name}`)
        const evidence = [{ path, value: legible(value) }]
        reading.add(stem, { by: 'ordinal', rule, kind: rule.to, namespace: reading.namespace, stem, evidence })
      }
      break
    case 'default':
      break
    case 'mark':
      if (value === 'true' && rule.to !== '*') reading.add(rule.to, { by: 'mark', rule, kind: rule.to, evidence: [{ path, value }] })
      break
    case 'read':
      takeRead(book, reading, rule, match, value, path, parent)
      break
    case 'grant':
      takeGrant(reading, rule, value, path)
      break
  }
}

function takeAbsent(book: RuleBook, reading: Reading, rule: Rule, path: string): void {
  if (!holds(reading.object, rule.when) || rule.to === '*') return
  const { match } = rule
  if (match.by === 'name' && match.absent !== undefined) {
    const name = fill(match.absent, '', reading)
    // What is written beside the name is not there either: its namespace is that of the holder.
    const namespace = typeof match.namespace === 'object' && 'field' in match.namespace ? 'same' : match.namespace
    if (name !== '') nameIt(book, reading, rule, { ...match, namespace }, name, {}, { path, value: name }, {})
  } else if (match.by === 'selector') takeSelector(book, reading, rule, match, undefined, path)
  else if (match.by === 'default')
    reading.add(rule.to, { by: 'default', rule, kind: rule.to, evidence: [{ path, value: '(the default)' }] })
}

/** A field of the value by its name; the value itself when there is no name. Only non-empty text counts. */
function text(value: unknown, field: string | undefined): string {
  const found = field === undefined ? value : isRecord(value) ? readPath(value, field) : undefined
  return typeof found === 'string' ? legible(found) : ''
}

/** What a real server would never let through (control characters, characters that turn text round) is marked: the names of ghosts are drawn. */
function legible(written: string): string {
  for (let i = 0; i < written.length; i++) {
    const code = written.charCodeAt(i)
    if (code < 0x20 || code > 0x7e) return visibleName(written)
  }
  return written
}

function fill(template: string, value: string, reading: Reading): string {
  return template.replace(/\$(value|holder)/g, (_, word) => (word === 'value' ? value : legible(reading.name)))
}

function takeName(
  book: RuleBook,
  reading: Reading,
  rule: Rule,
  match: NameMatch,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): void {
  const written = text(value, match.field)
  if (written === '' || rule.to === '*') return
  const name = match.template === undefined ? written : fill(match.template, written, reading)
  const evidence = { path: match.field === undefined ? path : join(path, match.field), value: written }
  nameIt(book, reading, rule, match, name, value, evidence, parent)
}

function nameIt(
  book: RuleBook,
  reading: Reading,
  rule: Rule,
  match: NameMatch,
  name: string,
  value: unknown,
  evidence: Evidence,
  parent: Record<string, unknown>,
): void {
  const namespace = book.isClusterScoped(rule.to) ? '' : namespaceOf(match.namespace, value, reading)
  reading.addName(rule, rule.to, namespace, name, evidence, mentionOf(reading, rule, match, namespace, value, parent))
}

function namespaceOf(from: NameMatch['namespace'], value: unknown, reading: Reading): string {
  if (from === 'same') return reading.namespace
  if (from === 'none') return ''
  if ('always' in from) return from.always
  return text(value, from.field) || (from.or === 'same' ? reading.namespace : '')
}

/** What a mention says beside the name. */
function mentionOf(
  reading: Reading,
  rule: Rule,
  match: Naming,
  namespace: string,
  value: unknown,
  parent: Record<string, unknown>,
): Mention {
  const { optional: o, ready: r, part } = match
  const optional =
    o === true || (o !== undefined && ('field' in o ? readPath(value, o.field) === true : Boolean(readPath(reading.object, o.path))))
  const ready = r === undefined || r === false ? r : typeof r === 'string' ? readPath(parent, r) : readPath(reading.object, r.path)
  const parts = part === undefined ? noParts : wantedParts(readAll(value, part), optional)
  return {
    optional,
    uid: match.uid === undefined ? '' : text(value, match.uid),
    notReady: ready === false || ready === 'False',
    tentative: match.tentative === true,
    backward: rule.direction === 'backward',
    parts,
    gate: gateOf(reading, match.gate, namespace),
  }
}

const noParts: Mention['parts'] = []

function wantedParts(values: readonly unknown[], optional: boolean): Mention['parts'] {
  return [...new Set(partNames(values))].map((name) => ({ name, optional }))
}

function gateOf(reading: Reading, gate: Naming['gate'], namespace: string): Mention['gate'] {
  return gate === undefined || namespace === reading.namespace || namespace === ''
    ? null
    : { kind: reading.kind, namespace: reading.namespace }
}

function partNames(values: readonly unknown[]): readonly string[] {
  return values
    .map((value) => (typeof value === 'string' ? legible(value) : Number.isInteger(value) ? String(value) : ''))
    .filter((name) => name !== '')
}

function takeObject(
  book: RuleBook,
  reading: Reading,
  rule: Rule,
  match: ObjectMatch,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): void {
  const kindWord =
    typeof match.kind === 'string'
      ? text(value, match.kind)
      : 'always' in match.kind
        ? match.kind.always
        : text(value, match.kind.field) || match.kind.absent
  const name = text(value, match.name)
  if (kindWord === '' || name === '') return
  const kind = kindId(groupIn(match.group, value), kindWord)
  const namespace = book.isClusterScoped(kind)
    ? ''
    : (match.namespace === undefined ? '' : text(value, match.namespace)) || reading.namespace
  const evidence = { path: join(path, match.name), value: name }
  reading.addName(rule, kind, namespace, name, evidence, mentionOf(reading, rule, match, namespace, value, parent))
}

function groupIn(group: ObjectMatch['group'], value: unknown): string {
  if ('always' in group) return group.always
  if ('apiVersion' in group) return groupOfVersion(text(value, group.apiVersion))
  // An empty group is the core group by decision; only a missing one is the default.
  return readPath(value, group.field) === undefined ? (group.absent ?? '') : text(value, group.field)
}

function groupOfVersion(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function takeOwner(book: RuleBook, reading: Reading, rule: Rule, value: unknown, path: string): void {
  const uid = text(value, 'uid')
  const name = text(value, 'name')
  const kindWord = text(value, 'kind')
  if (!isRecord(value) || uid === '' || name === '' || kindWord === '') return
  const kind = kindId(groupOfVersion(text(value, 'apiVersion')), kindWord)
  reading.add(uid, {
    by: 'uid',
    rule,
    uid,
    kind,
    namespace: book.isClusterScoped(kind) ? '' : reading.namespace,
    name,
    controller: value['controller'] === true,
    evidence: [{ path: `${path}.uid`, value: uid }],
  })
}

const readers = { selector: readSelector, map: readMapSelector, requirements: readRequirements } as const

function takeSelector(book: RuleBook, reading: Reading, rule: Rule, match: SelectorMatch, value: unknown, path: string): void {
  if (rule.to === '*') return
  const spaces = spacesOf(book, rule.to, match.namespaces ?? 'own', value, reading)
  if (spaces === null) return
  const written = match.field === undefined ? value : readPath(value, match.field)
  if (match.read === undefined && written === undefined && (match.absent === 'none' || !spaces.speaks)) return
  const parts = match.parts === undefined ? undefined : partNames(match.parts(reading.object))
  if (parts?.length === 0 || (match.unlessOwned && reading.uid === '')) return
  const at = match.field === undefined || written === undefined ? path : join(path, match.field)
  const also = match.also?.(value, reading, path) ?? []
  const more: Partial<SelectorReference> = {}
  if (parts) more.parts = [...new Set(parts)].sort()
  if (match.unlessOwned) more.unlessOwnedBy = reading.uid
  for (const one of match.read?.(value, reading) ?? [written]) {
    const selector = one === undefined ? everything : readers[match.form](one)
    if (!selector || (match.empty === 'none' && one !== undefined && isEmptySelector(selector))) continue
    const evidence = [{ path: at, value: legible(selectorText(selector)) }, ...also.map((e) => ({ ...e, value: legible(e.value) }))]
    noteSelector(reading, rule, rule.to, selector, spaces, evidence, match.asSet === true, more)
  }
}

function noteSelector(
  reading: Reading,
  rule: Rule,
  kind: KindId,
  selector: LabelSelector,
  spaces: Spaces,
  evidence: readonly Evidence[],
  asSet: boolean,
  more: Partial<SelectorReference>,
): void {
  // Two groups may have a kind of one name: sets of the kinds that others define say of which.
  const group = kind.slice(0, kind.indexOf('/'))
  const whose = group.includes('.') && !group.endsWith('.k8s.io') ? `${group}: ` : ''
  const whole = `${whose}${legible(selectorText(selector))}${spaces.said}`
  const reference: SelectorReference = { ...more, by: 'selector', rule, kind, namespace: spaces.namespace, selector, evidence }
  if (spaces.choice) reference.spaces = spaces.choice
  if (asSet) reference.set = objectId(`pseudo/${kindName(kind)}Set`, spaces.namespace ?? '', whole)
  reading.add(`${spaces.namespace ?? '*'} ${whole}`, reference)
}

const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] }

/** Where a selector looks. */
interface Spaces {
  namespace: string | null
  choice: NamespaceChoice | null
  /** How it is said in the name of a set. */
  said: string
  /** Whether there is anything that says where, or needs nothing to say it. */
  speaks: boolean
}

/** Null when the selector of namespaces is none: then nothing is selected. */
function spacesOf(
  book: RuleBook,
  kind: KindId,
  namespaces: NonNullable<SelectorMatch['namespaces']>,
  value: unknown,
  reading: Reading,
): Spaces | null {
  if (namespaces === 'own' || namespaces === 'all') return spacesIn(book, kind, namespaces, reading)
  const selector = namespaces.selector === undefined ? undefined : readPath(value, namespaces.selector)
  const names = namespaces.names === undefined ? undefined : readPath(value, namespaces.names)
  const found = spacesIn(book, kind, { selector, names: Array.isArray(names) ? names : [] }, reading)
  // A peer that has neither selector selects no objects at all (it may be a block of addresses).
  return found && { ...found, speaks: found.namespace === '' || selector !== undefined || namespaces.selector === undefined }
}

function spacesIn(
  book: RuleBook,
  kind: KindId,
  where: 'own' | 'all' | { selector?: unknown; names?: readonly unknown[] },
  reading: Reading,
): Spaces | null {
  if (book.isClusterScoped(kind)) return { namespace: '', choice: null, said: '', speaks: true }
  const everywhere = { namespace: null, choice: null, said: '; in all namespaces', speaks: true }
  if (where === 'all') return everywhere
  const own = { namespace: reading.namespace, choice: null, said: '', speaks: true }
  if (where === 'own') return own
  const selector = where.selector === undefined ? null : readSelector(where.selector)
  if (where.selector !== undefined && !selector) return null
  if (selector && isEmptySelector(selector)) return everywhere
  const names = [...new Set(partNames(where.names ?? []))].sort()
  if (!selector && names.length === 0) return own
  if (!selector && names.length === 1) return { ...own, namespace: names[0] ?? '' }
  const words = [...names, ...(selector ? [legible(selectorText(selector))] : [])]
  return { namespace: null, choice: { names, selector }, said: `; in ${words.join(' or ')}`, speaks: true }
}

function takeRead(
  book: RuleBook,
  reading: Reading,
  rule: Rule,
  match: ReadMatch,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): void {
  for (const target of match.read(value, reading)) {
    const at =
      target.at === undefined || target.at === '' ? path : target.at.startsWith('[') ? `${path}${target.at}` : `${path}.${target.at}`
    if ('select' in target) {
      const selector = readSelector(target.select)
      const spaces = spacesIn(book, target.kind, target.namespaces, reading)
      if (!selector || !spaces) continue
      const evidence = [{ path: at, value: legible(target.value ?? selectorText(selector)) }]
      noteSelector(reading, rule, target.kind, selector, spaces, evidence, true, {})
      continue
    }
    const kind = target.kind ?? rule.to
    const name = legible(target.name)
    if (name === '' || kind === '*') continue
    const more = mentionOf(reading, rule, match, target.namespace, value, parent)
    const optional = target.optional === true || more.optional
    const evidence = { path: at, value: legible(target.value ?? (typeof value === 'string' ? value : name)) }
    reading.addName(rule, kind, target.namespace, name, evidence, {
      optional,
      uid: target.uid ?? '',
      notReady: target.notReady === true || more.notReady,
      tentative: target.tentative === true || more.tentative,
      backward: more.backward,
      parts: target.part === undefined ? noParts : [target.part].flat().map((part) => ({ name: legible(part), optional })),
      gate: more.gate,
    })
  }
}

function takeGrant(reading: Reading, rule: Rule, value: unknown, path: string): void {
  const list = (field: string): readonly unknown[] => readAll(value, `${field}[]`)
  const kindIn = (item: unknown): KindId => kindId(text(item, 'group'), text(item, 'kind'))
  const from = list('from')
    .map((item) => ({ kind: kindIn(item), namespace: text(item, 'namespace') }))
    .filter((each) => each.namespace !== '' && kindName(each.kind) !== '')
  const to = list('to')
    .map((item) => ({ kind: kindIn(item), name: text(item, 'name') }))
    .filter((each) => kindName(each.kind) !== '')
  if (from.length === 0 || to.length === 0) return
  const said = from.map((each) => `${each.kind} of ${each.namespace}`).join(', ')
  reading.add(path, { by: 'grant', rule, kind: reading.kind, namespace: reading.namespace, from, to, evidence: [{ path, value: said }] })
}

const none: readonly Reference[] = []
/** Of all who bring no table of their own. */
const commonTable = new ReferenceTable()
