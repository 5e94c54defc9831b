import { kindId, kindName, type Evidence, type KindId } from '../contract/index.ts'
import { isRecord, join, readAll, readPath } from './fieldPath.ts'
import { readListeners } from './listeners.ts'
import { legible, textAt } from './legible.ts'
import { mentionOf } from './takingMentions.ts'
import type { Reading } from './reading.ts'
import type { Condition, NameMatch, ObjectMatch, Rule } from './rule.ts'
import type { RuleBook } from './ruleBook.ts'
import { takeRead } from './takingReads.ts'
import { takeSelector } from './takingSelectors.ts'

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
        reading.add(stem, { by: 'ordinal', rule, number: 0, kind: rule.to, namespace: reading.namespace, stem, evidence })
      }
      break
    case 'default':
      break
    case 'mark':
      if (value === 'true' && rule.to !== '*')
        reading.add(rule.to, { by: 'mark', rule, number: 0, kind: rule.to, evidence: [{ path, value }] })
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
    reading.add(rule.to, { by: 'default', rule, number: 0, kind: rule.to, evidence: [{ path, value: '(the default)' }] })
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
    number: 0,
    uid,
    kind,
    namespace: book.isClusterScoped(kind) ? '' : reading.namespace,
    name,
    controller: value['controller'] === true,
    evidence: [{ path: `${path}.uid`, value: uid }],
  })
}

function takeAdmission(reading: Reading, rule: Rule, value: unknown, path: string): void {
  if (!isRecord(value)) return
  const { listeners, sets } = readListeners(value)
  const { kind, namespace } = reading
  const name = legible(reading.name)
  const evidence = [{ path: `${path}.listeners`, value: listeners.map((each) => each.name).join(', ') }]
  reading.add(path, { by: 'admission', rule, number: 0, kind, namespace, name, listeners, sets, evidence })
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
  reading.add(path, {
    by: 'grant',
    rule,
    number: 0,
    kind: reading.kind,
    namespace: reading.namespace,
    from,
    to,
    evidence: [{ path, value: said }],
  })
}
