import { healthOrder, kindName, visibleText, type EdgeState, type Finding, type GraphAnswer, type Hop } from '../../contract/index.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import { wholeOf } from '../fold.ts'
import { isGraphKind } from '../graphKinds.ts'
import { idOf, type NodeTarget } from '../nodeTarget.ts'
import { overlapRule } from '../../relations/overlap.ts'
import { edgeId, ruleKey, type Reference } from '../../relations/reference.ts'
import { called, compare, counted, listed, unseen, type Ground } from './ground.ts'
import { mostFindings } from './impact.ts'
import { singleFinding } from './singlePoints.ts'
import type { Thinking } from './thinking.ts'
import { unusedFinding, volumeFinding } from './unused.ts'
import { brokenGroup, effectFinding, isPast } from './withoutEffect.ts'

const broken: ReadonlySet<EdgeState> = new Set(['dangling', 'blocked'])

/**
 * What nothing uses, what names something missing, what has no effect, what hangs on a single thing, what overlaps. Null: in all namespaces, and
 * of the cluster scope. What is left alone on purpose is counted in the limits.
 */
export function* orphans(ground: Ground, namespaces: readonly string[] | null): Thinking<Omit<GraphAnswer, 'question'>> {
  const { reader } = ground
  const findings: Finding[] = []
  const spared = new Map<string, number>()
  const spare = (what: string): void => void spared.set(what, (spared.get(what) ?? 0) + 1)
  const breaks = new Map<string, Break>()
  const known: KnownBreaks = new Map()
  for (const kind of [...reader.kinds()].filter(isGraphKind).sort()) {
    const objects =
      namespaces === null ? [reader.ofKind(kind)] : [...new Set(namespaces)].map((namespace) => reader.inNamespace(kind, namespace))
    for (const list of objects) {
      for (const object of list) {
        yield
        for (const found of [
          unusedFinding(ground, object, spare),
          effectFinding(ground, object),
          singleFinding(ground, object),
          kind === 'core/PersistentVolume' ? volumeFinding(ground, object) : null,
        ])
          if (found !== null) findings.push(found)
        findings.push(...overlapFindings(ground, object))
        collectBreaks(ground, object, breaks, known)
      }
    }
  }
  for (const each of breaks.values()) {
    yield
    findings.push(breakFinding(ground, each))
  }
  findings.sort(
    (a, b) =>
      healthOrder.indexOf(b.level) - healthOrder.indexOf(a.level) ||
      compare(a.group, b.group) ||
      compare(a.target ?? '', b.target ?? '') ||
      compare(a.text, b.text),
  )
  const counts = new Map<string, number>()
  for (const { group } of findings) counts.set(group, (counts.get(group) ?? 0) + 1)
  const words = [...counts]
    .sort(([a], [b]) => compare(a, b))
    .map(([group, count]) => `${count} ${group.charAt(0).toLowerCase()}${group.slice(1)}`)
  return {
    summary:
      findings.length === 0
        ? 'Everything is used, and everything that is named is there.'
        : `${counted(findings.length, 'finding')}: ${words.join('; ')}.`,
    findings: findings.slice(0, mostFindings),
    more: Math.max(0, findings.length - mostFindings),
    limits: [
      ...(spared.size === 0
        ? []
        : [
            `Left alone: ${[...spared]
              .sort(([a], [b]) => compare(a, b))
              .map(([what, count]) => `${count} ${what}`)
              .join('; ')}.`,
          ]),
      'What a program reads through the API is not seen: look before you delete.',
      ...unseen(ground),
    ],
  }
}

/** One thing that names something missing, with all of its parts that do so. */
interface Break {
  whole: StoredObject
  holder: StoredObject
  reference: Reference
  target: NodeTarget
  holders: number
}

/** What is broken of a reference: the Pods of a workload have the same ones, and are asked once. */
type KnownBreaks = Map<Reference, readonly NodeTarget[]>

function brokenTargets({ graph }: Ground, reference: Reference, known: KnownBreaks): readonly NodeTarget[] {
  let found = known.get(reference)
  if (found === undefined) {
    const targets: NodeTarget[] = []
    for (const target of graph.targetsOf(reference)) if (broken.has(graph.stateOf(reference, target))) targets.push(target)
    known.set(reference, (found = targets.length === 0 ? nothing : targets))
  }
  return found
}

const nothing: readonly never[] = []

function collectBreaks(ground: Ground, holder: StoredObject, breaks: Map<string, Break>, seen: KnownBreaks): void {
  if (isPast(holder)) return
  // the API server binds roles to controllers that may not run here
  if (holder.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults') return
  for (const reference of holder.references) {
    // what a selector selects is there, though it may lack a port
    if (
      reference.by === 'mark' ||
      reference.by === 'grant' ||
      reference.by === 'admission' ||
      reference.by === 'default' ||
      reference.by === 'ordinal'
    )
      continue
    for (const target of brokenTargets(ground, reference, seen)) {
      const whole = wholeOf(ground.reader, holder)
      // an owner that is gone takes its dependents with it in a moment; of a selected Pod without the port one is enough
      const key = `${idOf(whole)} ${ruleKey(reference.rule)} ${reference.by === 'selector' ? '' : target.id}`
      const known = breaks.get(key)
      if (known === undefined) breaks.set(key, { whole, holder, reference, target, holders: 1 })
      else {
        known.holders++
        const better = holder.key === whole.key || (known.holder.key !== whole.key && idOf(holder) < idOf(known.holder))
        if (better && known.holder.key !== holder.key) Object.assign(known, { holder, reference, target })
      }
    }
  }
}

function breakFinding({ graph }: Ground, { whole, holder, reference, target }: Break): Finding {
  const backward = reference.by === 'name' && reference.backward === true
  const self = idOf(holder)
  const id = edgeId(reference.rule, backward ? target.id : self, backward ? self : target.id)
  const edges = graph.edgesOf(self)[backward ? 'in' : 'out'].filter((edge) => edge.id === id)
  const hops: Hop[] = edges.map((edge) => ({ edge, along: backward ? 'backward' : 'forward' }))
  const state = graph.stateOf(reference, target)
  const reason = graph.reasonOf(reference, target)
  const why = reason !== '' ? reason : state === 'blocked' ? 'nothing grants it' : 'it is not there'
  const { rule } = reference
  const owner = rule.id === 1
  return {
    group: state === 'blocked' ? (rule.id === 57 ? 'Not taken by a listener' : 'Reaches over without a grant') : brokenGroup(rule.id),
    target: idOf(whole),
    text: visibleText(
      `${called(idOf(whole))} ${rule.relationshipType} ${called(target.id)}: ${why} (${listed(
        reference.evidence.map((e) => e.path),
        2,
      )}).`,
      800,
    ),
    level: owner || rule.confidence === 'inferred' || rule.category === 'rbac' || rule.category === 'identity' ? 'warning' : 'failing',
    hops,
  }
}

/** Rule 130: two of one sort on the same Pods. Controllers fight over them, two budgets make eviction fail, two Services are often meant. */
function overlapFindings({ graph }: Ground, object: StoredObject): Finding[] {
  return graph
    .mergeLinks(graph.overlapsFrom(object))
    .filter((edge) => edge.rule === overlapRule.id)
    .map((edge) => ({
      group: 'Overlaps',
      target: edge.source,
      text: visibleText(
        `${called(edge.source)} and ${called(edge.target)} select the same Pods${overlapWords[kindName(object.kind)] ?? ': only one of them should'}.`,
        500,
      ),
      level: object.kind === 'core/Service' ? 'paused' : object.kind === 'policy/PodDisruptionBudget' ? 'warning' : 'failing',
      hops: [{ edge, along: 'forward' }],
    }))
}

const overlapWords: Readonly<Record<string, string>> = {
  Service: ', which may be meant',
  PodDisruptionBudget: ': an eviction that two budgets are about is refused',
}
