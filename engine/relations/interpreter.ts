import { kindId, visibleName, type Evidence, type KindId } from '../contract/index.ts'
import { isClusterScoped } from './clusterScoped.ts'
import { isRecord, join, PathTree, readPath } from './fieldPath.ts'
import { podSpecPaths, rulesFor } from './index.ts'
import type { Reference } from './reference.ts'
import { ReferenceTable, sameReference } from './referenceTable.ts'
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
  return (
    match.by === 'default' || (match.by === 'name' && match.absent !== undefined) || (match.by === 'selector' && match.absent === 'all')
  )
}

/** The object that is read, and what was found in it so far. */
interface Reading {
  object: Record<string, unknown>
  name: string
  namespace: string
  /** Several fields that name the same target by the same rule are one reference with several evidences. In the order of the rules and fields. */
  found: Reference[]
  /** The same by what is named: hardly two different ones have that in common. */
  named: Map<string, Reference | Reference[]>
  /** Rules that found a value (set only for those that care). */
  present: Set<Rule>
}

/**
 * Everything an object points at, by all rules of its kind. Never throws on what an object holds: a field that is not what it should be
 * points at nothing. Equal references of objects read with the same table are usually the same object; `near` are those of an object that
 * has most of them too (its version before, a Pod of the same workload), and are looked at first.
 */
export function extractReferences(
  kind: KindId,
  object: Readonly<Record<string, any>>,
  near: readonly Reference[] = none,
  table: ReferenceTable = commonTable,
): readonly Reference[] {
  const program = programFor(kind)
  const name: unknown = object['metadata']?.name
  const namespace: unknown = object['metadata']?.namespace
  const reading: Reading = {
    object,
    name: typeof name === 'string' ? name : '',
    namespace: typeof namespace === 'string' ? namespace : '',
    found: [],
    named: new Map(),
    present: new Set(),
  }
  const visit = (rule: Rule, value: unknown, path: string, parent: Record<string, unknown>): void =>
    take(reading, rule, value, path, parent)
  program.object.walk(object, '', visit)
  const podSpec = program.podSpecPath === null ? undefined : readPath(object, program.podSpecPath)
  if (podSpec !== undefined) program.podSpec.walk(podSpec, program.podSpecPath ?? '', visit)
  for (const rule of program.onAbsent) {
    if (reading.present.has(rule) || (rule.from === 'podTemplate' && podSpec === undefined)) continue
    const path = rule.from === 'podTemplate' ? `${program.podSpecPath ?? ''}.${rule.at[0] ?? ''}` : (rule.at[0] ?? '')
    takeAbsent(reading, rule, path)
  }
  const { found } = reading
  if (found.length === 0) return none
  for (const [i, reference] of found.entries()) {
    const held = near[i]
    found[i] = held !== undefined && sameReference(held, reference) ? held : table.shared(reference)
  }
  return found
}

function holds(object: Record<string, unknown>, conditions: readonly Condition[] | undefined): boolean {
  if (conditions === undefined) return true
  return conditions.every((c) => {
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
        const stem = legible(`${value}-${reading.name}`)
        add(reading, stem, {
          by: 'ordinal',
          rule: rule.id,
          kind: rule.to,
          namespace: reading.namespace,
          stem,
          evidence: [{ path, value: legible(value) }],
        })
      }
      break
    case 'default':
      break
    case 'mark':
      if (value === 'true' && rule.to !== '*')
        add(reading, rule.to, { by: 'mark', rule: rule.id, kind: rule.to, evidence: [{ path, value }] })
      break
  }
}

function takeAbsent(reading: Reading, rule: Rule, path: string): void {
  if (!holds(reading.object, rule.when) || rule.to === '*') return
  const { match } = rule
  if (match.by === 'name' && match.absent !== undefined)
    takeName(reading, rule, { by: 'name', namespace: match.namespace }, match.absent, path)
  else if (match.by === 'selector') takeSelector(reading, rule, match, {}, path)
  else if (match.by === 'default') {
    add(reading, rule.to, { by: 'default', rule: rule.id, kind: rule.to, evidence: [{ path, value: '(the default)' }] })
  }
}

/** A field of the value by its name; the value itself when there is no name. Only non-empty text counts. */
function text(value: unknown, field: string | undefined): string {
  const found = field === undefined ? value : isRecord(value) ? readPath(value, field) : undefined
  return typeof found === 'string' ? legible(found) : ''
}

/** What a real server would never let through (control characters, characters that turn text round) is marked: the names of ghosts are drawn. */
function legible(written: string): string {
  return /[^ -~]/.test(written) ? visibleName(written) : written
}

function takeName(reading: Reading, rule: Rule, match: NameMatch, value: unknown, path: string): void {
  const name = text(value, match.field)
  if (name === '' || rule.to === '*') return
  const { optional: o } = match
  const optional =
    o === true ||
    (o !== undefined && ('field' in o ? isRecord(value) && value[o.field] === true : Boolean(readPath(reading.object, o.path))))
  const namespace = match.namespace === 'same' ? reading.namespace : match.namespace === 'none' ? '' : text(value, match.namespace.field)
  const evidence = { path: match.field === undefined ? path : join(path, match.field), value: name }
  addName(reading, rule, rule.to, namespace, name, evidence, {
    optional,
    uid: match.uid === undefined ? '' : text(value, match.uid),
    notReady: false,
  })
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
  addName(
    reading,
    rule,
    kind,
    namespace,
    name,
    { path: join(path, match.name), value: name },
    {
      optional: false,
      uid: match.uid === undefined ? '' : text(value, match.uid),
      notReady,
    },
  )
}

function addName(
  reading: Reading,
  rule: Rule,
  kind: KindId,
  namespace: string,
  name: string,
  evidence: Evidence,
  more: { optional: boolean; uid: string; notReady: boolean },
): void {
  const backward = rule.direction === 'backward'
  const before = lookUp(
    reading,
    name,
    (r) =>
      r.by === 'name' &&
      r.rule === rule.id &&
      r.kind === kind &&
      r.namespace === namespace &&
      (r.uid ?? '') === more.uid &&
      (r.backward === true) === backward,
  )
  if (before?.by === 'name') {
    // Optional only if every mention is; out of service only if every mention is.
    const { notReady, ...rest } = before
    const stillNotReady = notReady === true && more.notReady
    replace(reading, name, before, {
      ...rest,
      optional: before.optional && more.optional,
      evidence: [...before.evidence, evidence],
      ...(stillNotReady ? { notReady: true as const } : {}),
    })
    return
  }
  note(reading, name, {
    by: 'name',
    rule: rule.id,
    kind,
    namespace,
    name,
    optional: more.optional,
    evidence: [evidence],
    ...(more.uid === '' ? {} : { uid: more.uid }),
    ...(more.notReady ? { notReady: true as const } : {}),
    ...(backward ? { backward: true as const } : {}),
  })
}

function takeOwner(reading: Reading, rule: Rule, value: unknown, path: string): void {
  const uid = text(value, 'uid')
  const name = text(value, 'name')
  const kindWord = text(value, 'kind')
  if (!isRecord(value) || uid === '' || name === '' || kindWord === '') return
  const apiVersion = text(value, 'apiVersion')
  const kind = kindId(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kindWord)
  add(reading, uid, {
    by: 'uid',
    rule: rule.id,
    uid,
    kind,
    namespace: isClusterScoped(kind) ? '' : reading.namespace,
    name,
    controller: value['controller'] === true,
    evidence: [{ path: `${path}.uid`, value: uid }],
  })
}

function takeSelector(reading: Reading, rule: Rule, match: SelectorMatch, value: unknown, path: string): void {
  const selector = match.form === 'map' ? readMapSelector(value) : readSelector(value)
  if (!selector || rule.to === '*' || (match.empty === 'none' && isEmptySelector(selector))) return
  const value_ = legible(selectorText(selector))
  add(reading, value_, {
    by: 'selector',
    rule: rule.id,
    kind: rule.to,
    namespace: reading.namespace,
    selector,
    evidence: [{ path, value: value_ }],
  })
}

/** Notes a reference, or one more evidence of it. What it names must be all that tells it from others of its rule and kind. */
function add(reading: Reading, name: string, reference: Reference): void {
  const before = lookUp(reading, name, (r) => r.by === reference.by && r.rule === reference.rule && r.kind === reference.kind)
  if (before === undefined) note(reading, name, reference)
  else replace(reading, name, before, { ...before, evidence: [...before.evidence, ...reference.evidence] })
}

function lookUp(reading: Reading, name: string, is: (reference: Reference) => boolean): Reference | undefined {
  const held = reading.named.get(name)
  if (held === undefined) return undefined
  return Array.isArray(held) ? held.find(is) : is(held) ? held : undefined
}

function note(reading: Reading, name: string, reference: Reference): void {
  reading.found.push(reference)
  const held = reading.named.get(name)
  if (Array.isArray(held)) held.push(reference)
  else reading.named.set(name, held === undefined ? reference : [held, reference])
}

function replace(reading: Reading, name: string, before: Reference, after: Reference): void {
  reading.found[reading.found.indexOf(before)] = after
  const held = reading.named.get(name)
  if (Array.isArray(held)) held[held.indexOf(before)] = after
  else reading.named.set(name, after)
}

const none: readonly Reference[] = []
/** Of all who bring no table of their own. */
const commonTable = new ReferenceTable()
