import { kindId, type Evidence, type KindId } from '../contract/index.ts'
import { isClusterScoped } from './clusterScoped.ts'
import { isRecord, join, PathTree, readPath } from './fieldPath.ts'
import { podSpecPaths, rulesFor } from './index.ts'
import type { Reference } from './reference.ts'
import type { Condition, Match, NameMatch, ObjectMatch, Rule, SelectorMatch } from './rule.ts'
import { isEmptySelector, readMapSelector, readSelector, selectorText } from './selector.ts'

/** What the rules of one kind come to: two walks, one over the object and one over its pod spec. */
interface Program {
  object: PathTree<Rule>
  podSpec: PathTree<Rule>
  podSpecPath: string | null
  /** Rules that also say something when nothing is at their path. */
  onAbsent: readonly Rule[]
}

const programs = new Map<KindId, Program>()

function programFor(kind: KindId): Program {
  let program = programs.get(kind)
  if (!program) {
    const object = new PathTree<Rule>()
    const podSpec = new PathTree<Rule>()
    const rules = rulesFor(kind)
    for (const rule of rules) for (const path of rule.at) (rule.from === 'podTemplate' ? podSpec : object).add(path, rule)
    program = { object, podSpec, podSpecPath: podSpecPaths[kind] ?? null, onAbsent: rules.filter(({ match }) => speaksWhenAbsent(match)) }
    programs.set(kind, program)
  }
  return program
}

function speaksWhenAbsent(match: Match): boolean {
  return match.by === 'default' || (match.by === 'name' && match.absent !== undefined) || (match.by === 'selector' && match.absent === 'all')
}

/** The object that is read, and what was found in it so far. */
interface Reading {
  object: Record<string, unknown>
  name: string
  namespace: string
  /** By rule and target: several fields that name the same target by the same rule are one reference with several evidences. */
  found: Map<string, Reference>
  /** Rules that found a value (set only for those that care). */
  present: Set<Rule>
}

/**
 * Everything an object points at, by all rules of its kind. Never throws on what an object holds: a field that is not what it should be
 * points at nothing. The result is interned: equal lists are usually the same array.
 */
export function extractReferences(kind: KindId, object: Readonly<Record<string, any>>): readonly Reference[] {
  const program = programFor(kind)
  const name: unknown = object['metadata']?.name
  const namespace: unknown = object['metadata']?.namespace
  const reading: Reading = {
    object, name: typeof name === 'string' ? name : '', namespace: typeof namespace === 'string' ? namespace : '', found: new Map(), present: new Set(),
  }
  const visit = (rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void => take(reading, rule, value, path, parent)
  program.object.walk(object, '', visit)
  const podSpec = program.podSpecPath === null ? undefined : readPath(object, program.podSpecPath)
  if (podSpec !== undefined) program.podSpec.walk(podSpec, program.podSpecPath ?? '', visit)
  for (const rule of program.onAbsent) {
    if (reading.present.has(rule) || (rule.from === 'podTemplate' && podSpec === undefined)) continue
    const path = rule.from === 'podTemplate' ? `${program.podSpecPath ?? ''}.${rule.at[0] ?? ''}` : (rule.at[0] ?? '')
    takeAbsent(reading, rule, path)
  }
  return intern(reading.found)
}

function holds(object: Record<string, unknown>, conditions: readonly Condition[] | undefined): boolean {
  return (conditions ?? []).every((c) => {
    const value = readPath(object, c.path)
    return 'not' in c ? value !== c.not : (value === undefined) === (c.is === 'absent')
  })
}

function take(reading: Reading, rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void {
  const { match } = rule
  // An empty name is a missing one; but an empty class name is a decision for no class at all.
  if (speaksWhenAbsent(match) && (value !== '' || match.by === 'default')) reading.present.add(rule)
  if (!holds(reading.object, rule.when)) return
  switch (match.by) {
    case 'name':
      takeName(reading, rule, match, value, path)
      break
    case 'object':
      takeObject(reading, rule, match, value, path, parent)
      break
    case 'owner':
      takeOwner(reading, rule, value, path)
      break
    case 'selector':
      takeSelector(reading, rule, match, value, path)
      break
    case 'ordinal':
      if (typeof value === 'string' && value !== '' && rule.to !== '*') {
        const stem = `${value}-${reading.name}`
        add(reading, `${rule.id} o ${rule.to} ${stem}`, {
          by: 'ordinal', rule: rule.id, kind: rule.to, namespace: reading.namespace, stem, evidence: [{ path, value }],
        })
      }
      break
    case 'default':
      break
    case 'mark':
      if (value === 'true' && rule.to !== '*') add(reading, `${rule.id} m`, { by: 'mark', rule: rule.id, kind: rule.to, evidence: [{ path, value }] })
      break
  }
}

function takeAbsent(reading: Reading, rule: Rule, path: string): void {
  if (!holds(reading.object, rule.when) || rule.to === '*') return
  const { match } = rule
  if (match.by === 'name' && match.absent !== undefined) takeName(reading, rule, { by: 'name', namespace: match.namespace }, match.absent, path)
  else if (match.by === 'selector') takeSelector(reading, rule, match, {}, path)
  else if (match.by === 'default') {
    add(reading, `${rule.id} d`, { by: 'default', rule: rule.id, kind: rule.to, evidence: [{ path, value: '(the default)' }] })
  }
}

/** A field of the value by its name; the value itself when there is no name. Only non-empty text counts. */
function text(value: unknown, field: string | undefined): string {
  const found = field === undefined ? value : isRecord(value) ? readPath(value, field) : undefined
  return typeof found === 'string' ? found : ''
}

function takeName(reading: Reading, rule: Rule, match: NameMatch, value: unknown, path: string): void {
  const name = text(value, match.field)
  if (name === '' || rule.to === '*') return
  const { optional: o } = match
  const optional = o === true || (o !== undefined && ('field' in o ? isRecord(value) && value[o.field] === true : Boolean(readPath(reading.object, o.path))))
  const namespace = match.namespace === 'same' ? reading.namespace : match.namespace === 'none' ? '' : text(value, match.namespace.field)
  const evidence = { path: match.field === undefined ? path : join(path, match.field), value: name }
  addName(reading, rule, rule.to, namespace, name, evidence, { optional, uid: match.uid === undefined ? '' : text(value, match.uid), notReady: false })
}

function takeObject(reading: Reading, rule: Rule, match: ObjectMatch, value: unknown, path: string, parent: Record<string, unknown>): void {
  const kindWord = text(value, match.kind)
  const name = text(value, match.name)
  if (kindWord === '' || name === '') return
  const written = text(value, 'apiVersion' in match.group ? match.group.apiVersion : match.group.field)
  const group = 'apiVersion' in match.group ? (written.includes('/') ? written.slice(0, written.indexOf('/')) : '') : written
  const kind = kindId(group, kindWord)
  const namespace = isClusterScoped(kind) ? '' : (match.namespace === undefined ? '' : text(value, match.namespace)) || reading.namespace
  const notReady = match.ready !== undefined && readPath(parent, match.ready) === false
  addName(reading, rule, kind, namespace, name, { path: join(path, match.name), value: name }, {
    optional: false, uid: match.uid === undefined ? '' : text(value, match.uid), notReady,
  })
}

function addName(
  reading: Reading, rule: Rule, kind: KindId, namespace: string, name: string, evidence: Evidence,
  more: { optional: boolean; uid: string; notReady: boolean },
): void {
  const key = `${rule.id} n ${rule.direction ?? ''} ${kind} ${namespace} ${name} ${more.uid}`
  const before = reading.found.get(key)
  if (before?.by === 'name') {
    // Optional only if every mention is; out of service only if every mention is.
    const { notReady, ...rest } = before
    const stillNotReady = notReady === true && more.notReady
    reading.found.set(key, {
      ...rest, optional: before.optional && more.optional, evidence: [...before.evidence, evidence], ...(stillNotReady ? { notReady: true as const } : {}),
    })
    return
  }
  reading.found.set(key, {
    by: 'name', rule: rule.id, kind, namespace, name, optional: more.optional, evidence: [evidence],
    ...(more.uid === '' ? {} : { uid: more.uid }),
    ...(more.notReady ? { notReady: true as const } : {}),
    ...(rule.direction === 'backward' ? { backward: true as const } : {}),
  })
}

function takeOwner(reading: Reading, rule: Rule, value: unknown, path: string): void {
  const uid = text(value, 'uid')
  const name = text(value, 'name')
  const kindWord = text(value, 'kind')
  if (!isRecord(value) || uid === '' || name === '' || kindWord === '') return
  const apiVersion = text(value, 'apiVersion')
  const kind = kindId(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kindWord)
  add(reading, `${rule.id} u ${uid}`, {
    by: 'uid', rule: rule.id, uid, kind, namespace: isClusterScoped(kind) ? '' : reading.namespace, name, controller: value['controller'] === true,
    evidence: [{ path: `${path}.uid`, value: uid }],
  })
}

function takeSelector(reading: Reading, rule: Rule, match: SelectorMatch, value: unknown, path: string): void {
  const selector = match.form === 'map' ? readMapSelector(value) : readSelector(value)
  if (!selector || rule.to === '*' || (match.empty === 'none' && isEmptySelector(selector))) return
  const value_ = selectorText(selector)
  add(reading, `${rule.id} s ${rule.to} ${value_}`, {
    by: 'selector', rule: rule.id, kind: rule.to, namespace: reading.namespace, selector, evidence: [{ path, value: value_ }],
  })
}

function add(reading: Reading, key: string, reference: Reference): void {
  const before = reading.found.get(key)
  reading.found.set(key, before ? { ...before, evidence: [...before.evidence, ...reference.evidence] } : reference)
}

const none: readonly Reference[] = []
/** Above this many entries the tables start anew: it costs sharing, never correctness, and names that are gone are let go. */
const internLimit = 200_000
const references = new Map<string, Reference>()
const lists = new Map<string, readonly Reference[]>()

function intern(found: ReadonlyMap<string, Reference>): readonly Reference[] {
  if (found.size === 0) return none
  const keyed = [...found].map(([key, reference]) => [fullKey(key, reference), reference] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const listKey = keyed.map(([key]) => key).join('\n')
  const known = lists.get(listKey)
  if (known) return known
  if (references.size > internLimit) references.clear()
  if (lists.size > internLimit) lists.clear()
  const list = keyed.map(([key, reference]) => {
    const same = references.get(key)
    if (same) return same
    references.set(key, reference)
    return reference
  })
  lists.set(listKey, list)
  return list
}

/** All that makes a reference what it is: the key of `found` leaves out what the holder's namespace and the flags add. */
function fullKey(key: string, reference: Reference): string {
  let full = key
  if (reference.by === 'name') full += reference.optional ? ' ?' : reference.notReady ? ' -' : ''
  else if (reference.by === 'uid') full += ` ${reference.kind} ${reference.namespace} ${reference.name} ${reference.controller ? 'c' : ''}`
  else if (reference.by === 'selector' || reference.by === 'ordinal') full += ` ${reference.namespace ?? '*'}`
  for (const e of reference.evidence) full += ` ${e.path}=${e.value}`
  return full
}
