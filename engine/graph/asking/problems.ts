import {
  healthOrder,
  visibleText,
  type HealthLevel,
  type ObjectId,
  type Problem,
  type ProblemList,
  type Symptom,
} from '../../contract/index.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import { wholeOf } from '../fold.ts'
import { isGraphKind } from '../graphKinds.ts'
import { idOf } from '../nodeTarget.ts'
import { Bonds, type Tie } from './bonds.ts'
import type { Bond } from './dependencies.ts'
import { called, compare, unseen, type Ground } from './ground.ts'
import { sinceOf } from './since.ts'
import type { Thinking } from './thinking.ts'
import { isPast } from './withoutEffect.ts'

/** Problems that are told, and symptoms under each; the rest is counted. */
const mostProblems = 500
const mostSymptoms = 200
/** Longest text of a state, in characters. */
const longestText = 300

/** Bonds along which trouble comes, the surest explanation first. What guards, owns or defines something does not make it ill. */
const rankOf: Readonly<Partial<Record<Bond, number>>> = {
  'starts-with': 1,
  'works-with': 1,
  'runs-as': 1,
  'made-of': 2,
  'works-on': 3,
  'eased-by': 4,
}
const strongest = 2

/** An unhealthy object, or several Pods of one workload in the same state; or what one of them misses. */
interface Patient {
  id: ObjectId
  members: readonly StoredObject[]
  level: HealthLevel
  text: string
  exists: boolean
}

/** Why a patient is ill: the tie to what makes it so. */
interface Cause {
  tie: Pick<Tie, 'why'> & { link: Pick<Tie['link'], 'reference'> }
  rank: number
  key: string
}

/**
 * What is wrong, roots first. An unhealthy object suffers from what it depends on when that is missing or unhealthy itself; of several explanations the
 * surest is told. What nothing explains is a root. Pods of one workload in one state are one line.
 */
export function* problems(ground: Ground, namespaces: readonly string[] | null): Thinking<ProblemList> {
  const patients = yield* patientsOf(ground, namespaces)
  const keyOf = new Map<ObjectId, string>()
  for (const [key, { members }] of patients) for (const member of members) keyOf.set(idOf(member), key)
  const partsOf = illPartsOf(ground, patients)
  // what is not ill itself, but all or some of whose Pods are, passes that on: a Deployment that has not given up yet
  for (const [whole, { key }] of partsOf) if (!keyOf.has(whole)) keyOf.set(whole, key)
  const causes = new Map<string, Cause>()
  const bonds = new Bonds(ground)
  for (const [key, patient] of [...patients]) {
    yield
    // Pods of one workload name the same things; another one may lie on a Node that is ill
    const found = yield* causeOf(ground, bonds, patient, key, keyOf, patients)
    const ofParts = partsOf.get(patient.id)
    if (found !== null) causes.set(key, found)
    else if (ofParts !== undefined && ofParts.key !== key) causes.set(key, ofParts)
  }
  breakRings(patients, causes)
  return yield* tell(ground, patients, causes)
}

function* patientsOf({ reader }: Ground, namespaces: readonly string[] | null): Thinking<Map<string, Patient>> {
  const groups = new Map<string, StoredObject[]>()
  for (const kind of [...reader.kinds()].filter(isGraphKind).sort()) {
    const lists = namespaces === null ? [reader.ofKind(kind)] : [...new Set(namespaces)].map((one) => reader.inNamespace(kind, one))
    for (const list of lists)
      for (const object of list) {
        yield
        // the older mirror of EndpointSlices says nothing new
        if (kind === 'core/Endpoints') continue
        if ((object.health.level !== 'failing' && object.health.level !== 'warning') || isPast(object)) continue
        const whole = kind === 'core/Pod' ? wholeOf(reader, object) : object
        const key = whole === object ? idOf(object) : `${idOf(whole)} ${object.health.level} ${object.health.reason}`
        const group = groups.get(key)
        if (group === undefined) groups.set(key, [object])
        else group.push(object)
      }
  }
  const patients = new Map<string, Patient>()
  for (const key of [...groups.keys()].sort()) {
    const members = (groups.get(key) ?? []).sort((a, b) => compare(idOf(a), idOf(b)))
    const [first] = members
    if (first !== undefined)
      patients.set(key, { id: idOf(first), members, level: first.health.level, text: stateText(first), exists: true })
  }
  return patients
}

/** The worst state of the Pods of each workload that owns some, over its ReplicaSets and Jobs, which need not be ill themselves. */
function illPartsOf({ reader }: Ground, patients: ReadonlyMap<string, Patient>): Map<ObjectId, Cause> {
  const found = new Map<ObjectId, Cause>()
  for (const [key, { members }] of patients) {
    const [first] = members
    if (first?.kind !== 'core/Pod') continue
    const whole = wholeOf(reader, first)
    const reference = first.references.find(({ by }) => by === 'uid')
    if (whole === first || reference === undefined) continue
    const id = idOf(whole)
    const known = found.get(id)
    const order = known === undefined ? 1 : levelOrder(patients, key) - levelOrder(patients, known.key)
    if (order > 0) found.set(id, { tie: { why: 'works through its Pods', link: { reference } }, rank: 2, key })
  }
  return found
}

/** The surest explanation of a patient; what is missing becomes a patient of its own. */
function* causeOf(
  ground: Ground,
  bonds: Bonds,
  patient: Patient,
  self: string,
  keyOf: ReadonlyMap<ObjectId, string>,
  patients: Map<string, Patient>,
): Thinking<Cause | null> {
  let best: Cause | null = null
  let missing: Patient | null = null
  for (const member of patient.members) {
    yield
    for (const tie of bonds.of(idOf(member))) {
      const rank = rankOf[tie.bond]
      if (rank === undefined) continue
      // an account must be there when a Pod is made: what runs had it, and few Pods fail for lack of it later
      const broken = rank <= strongest && tie.bond !== 'runs-as' ? brokenText(ground, tie) : null
      // who wants a missing key, and in which field, is told of it and does not make another of it
      const key = broken === null ? keyOf.get(tie.needed.id) : `missing ${tie.needed.id} ${broken.split(' missing')[0] ?? ''}`
      if (key === undefined || key === self) continue
      const cause: Cause = { tie, rank: broken === null ? rank : 0, key }
      if (best !== null && compareCauses(cause, best) >= 0) continue
      best = cause
      missing =
        broken === null
          ? null
          : { id: tie.needed.id, members: [], level: patient.level, text: broken, exists: tie.needed.object !== undefined }
    }
  }
  if (best !== null && missing !== null) {
    const known = patients.get(best.key)
    if (known === undefined || healthOrder.indexOf(missing.level) > healthOrder.indexOf(known.level)) patients.set(best.key, missing)
  }
  return best
}

/** Surest first, then those of rules that are declared, then by name, so that the same cluster always tells the same. */
function compareCauses(a: Cause, b: Cause): number {
  const guess = (cause: Cause): number => (cause.tie.link.reference.rule.confidence === 'inferred' ? 1 : 0)
  return a.rank - b.rank || guess(a) - guess(b) || compare(a.key, b.key)
}

/** What is missing at the needed end; null when it is there, or nobody can know. */
function brokenText({ graph }: Ground, { needed, link }: Tie): string | null {
  // only what the holder of a field names can be missing
  if (link.holder.key === needed.object?.key) return null
  const state = graph.stateOf(link.reference, needed)
  if (state === 'blocked') return `May not be used: ${graph.reasonOf(link.reference, needed) || 'nothing grants it'}.`
  if (state !== 'dangling') return null
  const reason = graph.reasonOf(link.reference, needed)
  return reason === '' ? 'Does not exist.' : visibleText(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`, longestText)
}

/** Things may explain each other in a ring (a webhook that guards its own Pods): the ring is opened at its worst, by name the first. */
function breakRings(patients: ReadonlyMap<string, Patient>, causes: Map<string, Cause>): void {
  const done = new Set<string>()
  for (const start of patients.keys()) {
    const way: string[] = []
    const place = new Map<string, number>()
    for (let at: string | undefined = start; at !== undefined && !done.has(at); at = causes.get(at)?.key) {
      const seen = place.get(at)
      if (seen !== undefined) {
        const ring = way.slice(seen)
        const worst = ring.reduce((a, b) => {
          const order = levelOrder(patients, b) - levelOrder(patients, a)
          return order > 0 || (order === 0 && b < a) ? b : a
        })
        causes.delete(worst)
        break
      }
      place.set(at, way.length)
      way.push(at)
    }
    for (const each of way) done.add(each)
  }
}

const levelOrder = (patients: ReadonlyMap<string, Patient>, key: string): number =>
  healthOrder.indexOf(patients.get(key)?.level ?? 'healthy')

function* tell(ground: Ground, patients: ReadonlyMap<string, Patient>, causes: ReadonlyMap<string, Cause>): Thinking<ProblemList> {
  const below = new Map<string, string[]>()
  for (const [key, { key: cause }] of causes) {
    const list = below.get(cause)
    if (list === undefined) below.set(cause, [key])
    else list.push(key)
  }
  for (const list of below.values())
    list.sort(
      (a, b) =>
        levelOrder(patients, b) - levelOrder(patients, a) || (causes.get(a)?.rank ?? 0) - (causes.get(b)?.rank ?? 0) || compare(a, b),
    )
  const found: Problem[] = []
  for (const [key, patient] of patients) {
    if (causes.has(key)) continue
    yield
    const symptoms: Symptom[] = []
    let explains = 0
    // depth first, without recursion: a chain may be as long as a cluster has objects
    const open = [...(below.get(key) ?? [])].reverse().map((each) => ({ key: each, depth: 1 }))
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { key: at, depth } = next
      const one = patients.get(at)
      const cause = causes.get(at)
      if (one === undefined || cause === undefined) continue
      explains += Math.max(one.members.length, 1)
      if (symptoms.length < mostSymptoms) symptoms.push(symptomOf(one, cause, depth))
      for (const each of [...(below.get(at) ?? [])].reverse()) open.push({ key: each, depth: depth + 1 })
    }
    // what is missing suffers from nothing: without a symptom it would not be told of
    if (!patient.exists && explains === 0) continue
    found.push(problemOf(ground, patient, symptoms, explains))
  }
  found.sort(
    (a, b) =>
      healthOrder.indexOf(b.level) - healthOrder.indexOf(a.level) ||
      b.explains - a.explains ||
      compare(a.target, b.target) ||
      compare(a.text, b.text),
  )
  return {
    problems: found.slice(0, mostProblems),
    more: Math.max(0, found.length - mostProblems),
    symptoms: found.reduce((sum, { explains }) => sum + explains, 0),
    limits: unseen(ground),
  }
}

function symptomOf(patient: Patient, { tie }: Cause, depth: number): Symptom {
  const { reference } = tie.link
  return {
    id: patient.id,
    members: Math.max(patient.members.length, 1),
    depth,
    level: patient.level,
    text: patient.text,
    why: tie.why,
    rule: reference.rule.id,
    path: visibleText(
      reference.by === 'name' || reference.by === 'uid' || reference.by === 'selector' ? (reference.evidence[0]?.path ?? '') : '',
      200,
    ),
    inferred: reference.rule.confidence === 'inferred',
  }
}

function problemOf({ reader }: Ground, patient: Patient, symptoms: readonly Symptom[], explains: number): Problem {
  const [first] = symptoms
  const named = first === undefined ? '' : ` ${called(first.id)} ${first.why}.`
  const body = patient.exists ? reader.body(patient.id) : undefined
  return {
    target: patient.id,
    exists: patient.exists,
    members: Math.max(patient.members.length, 1),
    level: patient.level,
    text: patient.members.length === 0 ? `${patient.text}${named}` : patient.text,
    since: patient.members.length === 0 || body === undefined ? null : sinceOf(body),
    explains,
    symptoms,
  }
}

function stateText({ health }: StoredObject): string {
  const message = health.message ?? ''
  return visibleText(message === '' ? health.reason : health.reason === '' ? message : `${health.reason}: ${message}`, longestText)
}
