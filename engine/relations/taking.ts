import { kindId, kindName, type Evidence, type KindId } from '../contract/index.ts'
import { isRecord, join, readAll, readPath } from './fieldPath.ts'
import { readAttachment, readListeners } from './listeners.ts'
import { legible, partNames, textAt } from './legible.ts'
import type { Mention, Reading } from './reading.ts'
import type { Condition, NameMatch, Naming, ObjectMatch, ReadMatch, Rule } from './rule.ts'
import type { RuleBook } from './ruleBook.ts'
import { readSelector, selectorText } from './selector.ts'
import { noteSelector, spacesIn, takeSelector } from './takingSelectors.ts'

function holds(object: Record<string, unknown>, conditions: readonly Condition[]): boolean {
  return conditions.every((c) => {
    const value = readPath(object, c.path)
    if ('is' in c) return (value === undefined) === (c.is === 'absent')
    // `true` in YAML is meant by "true" in a rule.
    const written = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
    return 'not' in c ? written !== c.not : written === c.equals
  })
}

/** Notes what a rule makes of a value that it found. */
export function take(book: RuleBook, reading: Reading, rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void {
  const { match } = rule
  // An empty name is a missing one; but an empty class name is a decision for no class at all.
  if (reading.onAbsent.length > 0 && reading.onAbsent.includes(rule) && (match.by !== 'name' || textAt(value, match.field) !== ''))
    (reading.present ??= []).push(rule)
  if (rule.when !== undefined && !holds(reading.object, rule.when)) return
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
    case 'admission':
      takeAdmission(reading, rule, value, path)
      break
  }
}

/** Notes what a rule makes of it that there is nothing at its path. */
export function takeAbsent(book: RuleBook, reading: Reading, rule: Rule, path: string): void {
  if ((rule.when !== undefined && !holds(reading.object, rule.when)) || rule.to === '*') return
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
  const written = textAt(value, match.field)
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
  reading.addName(rule, rule.to, namespace, name, evidence, mentionOf(reading, rule, match, namespace, value, evidence.path, parent))
}

function namespaceOf(from: NameMatch['namespace'], value: unknown, reading: Reading): string {
  if (from === 'same') return reading.namespace
  if (from === 'none') return ''
  if ('always' in from) return from.always
  return textAt(value, from.field) || (from.or === 'same' ? reading.namespace : '')
}

/** What a mention says beside the name. */
function mentionOf(
  reading: Reading,
  rule: Rule,
  match: Naming,
  namespace: string,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): Mention {
  const { optional: o, ready: r, part } = match
  if (o === undefined && r === undefined && part === undefined && match.uid === undefined && match.gate === undefined) {
    if (match.tentative === true) return rule.direction === 'backward' ? guessBackward : guess
    return rule.direction === 'backward' ? plainBackward : plain
  }
  const optional =
    o === true || (o !== undefined && ('field' in o ? readPath(value, o.field) === true : Boolean(readPath(reading.object, o.path))))
  const ready = r === undefined || r === false ? r : typeof r === 'string' ? beside(reading, parent, r) : readPath(reading.object, r.path)
  return {
    optional,
    uid: match.uid === undefined ? '' : textAt(value, match.uid),
    notReady: ready === false || ready === 'False',
    tentative: match.tentative === true,
    backward: rule.direction === 'backward',
    parts: part === undefined ? noParts : wantedParts(value, part, optional),
    gate: gateOf(reading, match.gate, namespace, value, path),
  }
}

const noParts: Mention['parts'] = []
const plain: Mention = { optional: false, uid: '', notReady: false, tentative: false, backward: false, parts: noParts, gate: null }
const plainBackward: Mention = { ...plain, backward: true }
const guess: Mention = { ...plain, tentative: true }
const guessBackward: Mention = { ...guess, backward: true }

/** What stands beside a value is no part of it. */
function beside(reading: Reading, parent: Record<string, unknown>, path: string): unknown {
  reading.outside = true
  return readPath(parent, path)
}

function wantedParts(value: unknown, path: string, optional: boolean): Mention['parts'] {
  if (isField(path)) {
    const name = partNames([isRecord(value) ? readPath(value, path) : undefined])[0]
    return name === undefined ? noParts : [{ name, optional }]
  }
  return [...new Set(partNames(readAll(value, path)))].map((name) => ({ name, optional }))
}

/** A path of one step that is nothing but a name. */
function isField(path: string): boolean {
  return !path.includes('[') && !path.includes('.') && !path.startsWith('(')
}

function gateOf(reading: Reading, gate: Naming['gate'], namespace: string, value: unknown, path: string): Mention['gate'] {
  const { kind } = reading
  if (gate === 'listener') return readAttachment(kind, reading.namespace, value, path, readAll(reading.object, 'spec.hostnames[]'))
  return gate === undefined || namespace === reading.namespace || namespace === ''
    ? null
    : { by: 'grant', kind, namespace: reading.namespace }
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
      ? textAt(value, match.kind)
      : 'always' in match.kind
        ? match.kind.always
        : textAt(value, match.kind.field) || match.kind.absent
  const name = textAt(value, match.name)
  if (kindWord === '' || name === '') return
  const kind = kindId(groupIn(match.group, value), kindWord)
  const namespace = book.isClusterScoped(kind)
    ? ''
    : (match.namespace === undefined ? '' : textAt(value, match.namespace)) || reading.namespace
  const evidence = { path: join(path, match.name), value: name }
  reading.addName(rule, kind, namespace, name, evidence, mentionOf(reading, rule, match, namespace, value, path, parent))
}

function groupIn(group: ObjectMatch['group'], value: unknown): string {
  if ('always' in group) return group.always
  if ('apiVersion' in group) return groupOfVersion(textAt(value, group.apiVersion))
  // An empty group is the core group by decision; only a missing one is the default.
  return readPath(value, group.field) === undefined ? (group.absent ?? '') : textAt(value, group.field)
}

function groupOfVersion(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function takeOwner(book: RuleBook, reading: Reading, rule: Rule, value: unknown, path: string): void {
  const uid = textAt(value, 'uid')
  const name = textAt(value, 'name')
  const kindWord = textAt(value, 'kind')
  if (!isRecord(value) || uid === '' || name === '' || kindWord === '') return
  const kind = kindId(groupOfVersion(textAt(value, 'apiVersion')), kindWord)
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
    const at = target.at === undefined || target.at === '' ? path : insides.of(path, target.at)
    if ('select' in target) {
      const selector = readSelector(target.select)
      const spaces = spacesIn(book, target.kind, target.namespaces, reading)
      if (!selector || !spaces) continue
      const text = legible(selectorText(selector))
      const evidence = [{ path: at, value: target.value === undefined ? text : legible(target.value) }]
      noteSelector(reading, rule, target.kind, selector, text, spaces, evidence, true, {})
      continue
    }
    const kind = target.kind ?? rule.to
    const name = legible(target.name)
    if (name === '' || kind === '*') continue
    const more = mentionOf(reading, rule, match, target.namespace, value, path, parent)
    const optional = target.optional === true || more.optional
    const evidence = { path: at, value: legible(target.value ?? (typeof value === 'string' ? value : name)) }
    const { part, uid = '' } = target
    const notReady = target.notReady === true || more.notReady
    const tentative = target.tentative === true || more.tentative
    const same = part === undefined && optional === more.optional && uid === more.uid
    reading.addName(
      rule,
      kind,
      target.namespace,
      name,
      evidence,
      same && notReady === more.notReady && tentative === more.tentative
        ? more
        : {
            optional,
            uid,
            notReady,
            tentative,
            backward: more.backward,
            parts: partsOf(part, optional, target.wantedBy === undefined ? '' : wanted.of(path, target.wantedBy)),
            gate: more.gate,
          },
    )
  }
}

/** Texts made of two others, of which there are the same few everywhere: what was made last is there again, up to so many. */
class MadeTexts {
  readonly #made = new Map<string, Map<string, string>>()
  readonly #make: (place: string, word: string) => string

  constructor(make: (place: string, word: string) => string) {
    this.#make = make
  }

  of(place: string, word: string): string {
    let here = this.#made.get(place)
    if (here === undefined) {
      if (this.#made.size >= mostPlaces) this.#made.clear()
      this.#made.set(place, (here = new Map()))
    }
    let text = here.get(word)
    if (text === undefined) {
      if (here.size >= mostOfPlace) here.clear()
      here.set(word, (text = this.#make(place, word)))
    }
    return text
  }
}

const mostPlaces = 2_000
const mostOfPlace = 16

/** Who wants it, and where that stands. Joined, it is one text and no tree of texts. */
const wanted = new MadeTexts((path, name) => [legible(name), ' (', path, ')'].join(''))
/** Where inside the value at a path something stands. */
const insides = new MadeTexts((path, at) => [path, at.startsWith('[') ? '' : '.', at].join(''))

function partsOf(part: string | readonly string[] | undefined, optional: boolean, by: string): Mention['parts'] {
  if (part === undefined) return noParts
  if (by !== '' && typeof part === 'string') return [{ name: legible(part), optional, by: [by] }]
  return typeof part === 'string' ? [{ name: legible(part), optional }] : part.map((name) => ({ name: legible(name), optional }))
}

function takeAdmission(reading: Reading, rule: Rule, value: unknown, path: string): void {
  if (!isRecord(value)) return
  const { listeners, sets } = readListeners(value)
  const { kind, namespace } = reading
  const name = legible(reading.name)
  const evidence = [{ path: `${path}.listeners`, value: listeners.map((each) => each.name).join(', ') }]
  reading.add(path, { by: 'admission', rule, kind, namespace, name, listeners, sets, evidence })
}

function takeGrant(reading: Reading, rule: Rule, value: unknown, path: string): void {
  const list = (field: string): readonly unknown[] => readAll(value, `${field}[]`)
  const kindIn = (item: unknown): KindId => kindId(textAt(item, 'group'), textAt(item, 'kind'))
  const from = list('from')
    .map((item) => ({ kind: kindIn(item), namespace: textAt(item, 'namespace') }))
    .filter((each) => each.namespace !== '' && kindName(each.kind) !== '')
  const to = list('to')
    .map((item) => ({ kind: kindIn(item), name: textAt(item, 'name') }))
    .filter((each) => kindName(each.kind) !== '')
  if (from.length === 0 || to.length === 0) return
  const said = from.map((each) => `${each.kind} of ${each.namespace}`).join(', ')
  reading.add(path, { by: 'grant', rule, kind: reading.kind, namespace: reading.namespace, from, to, evidence: [{ path, value: said }] })
}
