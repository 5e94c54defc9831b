import { parseObjectId, type Finding, type GraphAnswer, type HealthLevel, type Hop, type ObjectId } from '../../contract/index.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import { isReady } from '../edgeState.ts'
import { isHub } from '../fold.ts'
import { Bonds, type Tie } from './bonds.ts'
import { called, compare, counted, hopOf, unseen, type Ground } from './ground.ts'
import type { Thinking } from './thinking.ts'

/** What happens to something when something else goes, from nothing to worst. */
type Effect = 'idle' | 'adrift' | 'unguarded' | 'stripped' | 'degraded' | 'down' | 'gone'

const effects: readonly Effect[] = ['idle', 'adrift', 'unguarded', 'stripped', 'degraded', 'down', 'gone']
const worse = (a: Effect | undefined, b: Effect): boolean => a === undefined || effects.indexOf(b) > effects.indexOf(a)

const effectWords: Readonly<Record<Effect, { group: string; level: HealthLevel }>> = {
  gone: { group: 'Deleted with it', level: 'failing' },
  down: { group: 'Stops working', level: 'failing' },
  degraded: { group: 'Works less well', level: 'warning' },
  stripped: { group: 'Loses rights', level: 'warning' },
  unguarded: { group: 'Is no longer guarded or limited', level: 'warning' },
  adrift: { group: 'Is no longer kept up', level: 'paused' },
  idle: { group: 'Has nothing left to do', level: 'paused' },
}

/** Most findings that an answer holds; the rest is counted in `more`. */
export const mostFindings = 2000

/**
 * What suffers when an object goes, step by step along dependencies (never along containment or nearness). Of what works through several of
 * one sort, the loss of some is a weakness, the loss of all an end: so effects are raised until nothing changes any more.
 */
export function* impact(ground: Ground, id: ObjectId): Thinking<Omit<GraphAnswer, 'question'>> {
  const bonds = new Bonds(ground)
  const suffering = new Map<ObjectId, Effect>([[id, 'gone']])
  const queue: ObjectId[] = [id]
  const waiting = new Set(queue)
  for (let at = 0; at < queue.length; at++) {
    const needed = queue[at] ?? id
    waiting.delete(needed)
    yield
    if (needed !== id && isLeaf(needed)) continue
    for (const tie of bonds.on(needed)) {
      yield
      const effect = passedOn(ground, bonds, suffering, tie)
      const { id: dependent } = tie.dependent
      if (effect === null || dependent === id || !worse(suffering.get(dependent), effect)) continue
      suffering.set(dependent, effect)
      if (!waiting.has(dependent)) {
        waiting.add(dependent)
        queue.push(dependent)
      }
    }
  }

  const ways = yield* waysFrom(ground, bonds, suffering, id)
  const hopsTo = hopReader(ground, ways, id)
  const found = [...ways.keys()].map((each) => ({ id: each, effect: suffering.get(each) ?? 'idle', steps: ways.get(each)?.steps ?? 0 }))
  found.sort((a, b) => effects.indexOf(b.effect) - effects.indexOf(a.effect) || a.steps - b.steps || compare(a.id, b.id))
  const findings: Finding[] = []
  for (const { id: target, effect, steps } of found.slice(0, mostFindings)) {
    yield
    const way = ways.get(target)
    const near = way === undefined || way.tie.needed.id === id ? '' : ` (${called(way.tie.needed.id)})`
    findings.push({
      ...effectWords[effect],
      target,
      text: `${called(target)} ${way?.tie.why ?? ''}${near}${steps > 1 ? `, ${steps} steps away` : ''}`,
      hops: hopsTo(target),
    })
  }
  return {
    summary: summary(id, found),
    findings,
    more: found.length - findings.length,
    limits: [...containment(ground, id), ...unseen(ground)],
  }
}

/** What reaches a dependent of something that suffers; null: nothing. Never less when more suffers. */
function passedOn(
  ground: Ground,
  bonds: Bonds,
  suffering: ReadonlyMap<ObjectId, Effect>,
  { bond, dependent, needed, link }: Tie,
): Effect | null {
  const effect = suffering.get(needed.id)
  if (effect === undefined) return null
  const lost = effect === 'gone' || effect === 'down'
  switch (bond) {
    case 'works-with':
      return lost ? 'down' : effect === 'degraded' ? 'degraded' : null
    case 'starts-with':
      return effect === 'gone' ? 'down' : effect === 'down' ? 'degraded' : null
    case 'runs-as':
      return effect === 'gone' ? 'down' : effect === 'idle' || effect === 'adrift' || effect === 'unguarded' ? null : 'stripped'
    case 'made-of': {
      if (!lost) return effect === 'degraded' ? 'degraded' : null
      for (const other of bonds.of(dependent.id)) {
        if (other.bond !== 'made-of' || other.link.reference.rule !== link.reference.rule) continue
        const state = suffering.get(other.needed.id)
        if (state !== 'gone' && state !== 'down' && stillWorks(ground, other)) return 'degraded'
      }
      return 'down'
    }
    case 'eased-by':
      return lost ? 'degraded' : null
    case 'entitled-by':
      return lost ? 'stripped' : null
    case 'guarded-by':
      return lost ? 'unguarded' : null
    case 'kept-by':
      return lost ? 'adrift' : null
    case 'works-on': {
      if (effect !== 'gone') return null
      for (const other of bonds.of(dependent.id))
        if (
          other.bond === 'works-on' &&
          other.link.reference.rule === link.reference.rule &&
          other.needed.object &&
          suffering.get(other.needed.id) !== 'gone'
        )
          return null
      return 'idle'
    }
    case 'goes-with':
      return effect === 'gone' && ownersGone(ground, suffering, dependent.object) ? 'gone' : null
    case 'defined-by':
      return effect === 'gone' ? 'gone' : null
  }
}

/** One that can take the load: there, not scaled to nothing, ready when it is a Pod. */
function stillWorks({ graph }: Ground, { needed, link }: Tie): boolean {
  const { object } = needed
  if (object === undefined) return graph.stateOf(link.reference, needed) === 'ok'
  if (object.kind === 'core/Pod') return isReady(object)
  return object.health.level !== 'paused' && object.health.level !== 'failing'
}

/** The garbage collector deletes what none of its owners is left of. */
function ownersGone({ reader }: Ground, suffering: ReadonlyMap<ObjectId, Effect>, object: StoredObject | undefined): boolean {
  for (const reference of object?.references ?? []) {
    if (reference.by !== 'uid') continue
    const owner = reader.byUid(reference.uid)
    if (owner && suffering.get(`${owner.kind}/${owner.namespace === '' ? '_' : owner.namespace}/${owner.name}`) !== 'gone') return false
  }
  return true
}

/** A walk ends at what everything touches. */
function isLeaf(id: ObjectId): boolean {
  const ref = parseObjectId(id)
  if (ref === null) return true
  // What a zone or an instance takes with it are its Nodes, and what a Node takes its Pods: the only hubs that a loss goes through.
  return isHub(ref.kind, ref.name) && ref.kind !== 'core/Node'
}

interface Way {
  tie: Tie
  steps: number
}

/** The shortest way to everything that suffers, along ties that pass something on. */
function* waysFrom(
  ground: Ground,
  bonds: Bonds,
  suffering: ReadonlyMap<ObjectId, Effect>,
  id: ObjectId,
): Thinking<ReadonlyMap<ObjectId, Way>> {
  const ways = new Map<ObjectId, Way>()
  let border: ObjectId[] = [id]
  for (let steps = 1; border.length > 0; steps++) {
    const next = new Map<ObjectId, Way>()
    for (const needed of border) {
      yield
      if (needed !== id && isLeaf(needed)) continue
      for (const tie of bonds.on(needed)) {
        yield
        const { id: dependent } = tie.dependent
        if (dependent === id || ways.has(dependent)) continue
        const effect = passedOn(ground, bonds, suffering, tie)
        if (effect === null) continue
        const known = next.get(dependent)
        if (known === undefined || weighs(tie, effect) < weighs(known.tie, passedOn(ground, bonds, suffering, known.tie)))
          next.set(dependent, { tie, steps })
      }
    }
    for (const [each, way] of next) ways.set(each, way)
    border = [...next.keys()].sort()
  }
  return ways
}

/** Of several ties of one length the one with the worst effect tells best; then the first by rule and name. */
function weighs(tie: Tie, effect: Effect | null): string {
  const rank = effect === null ? 0 : effects.indexOf(effect)
  return `${effects.length - rank} ${String(tie.link.reference.rule.id).padStart(4, '0')} ${tie.needed.id} ${tie.bond}`
}

function hopReader(ground: Ground, ways: ReadonlyMap<ObjectId, Way>, start: ObjectId): (target: ObjectId) => readonly Hop[] {
  const known = new Map<ObjectId, readonly Hop[]>([[start, []]])
  return (target) => {
    const chain: Way[] = []
    let at = target
    while (!known.has(at)) {
      const way = ways.get(at)
      if (way === undefined) break
      chain.push(way)
      at = way.tie.needed.id
    }
    for (const { tie } of chain.reverse()) {
      const hop = hopOf(ground, tie.links, tie.needed.id)
      known.set(tie.dependent.id, [...(known.get(tie.needed.id) ?? []), ...(hop === null ? [] : [hop])])
    }
    return known.get(target) ?? []
  }
}

function summary(id: ObjectId, found: readonly { effect: Effect }[]): string {
  if (found.length === 0) return `Nothing that is known depends on ${called(id)}.`
  const parts: string[] = []
  for (const effect of [...effects].reverse()) {
    const count = found.filter((each) => each.effect === effect).length
    if (count > 0) parts.push(`${count.toLocaleString('en')} ${summaryWords[effect]}`)
  }
  return `${counted(found.length, 'object')} would feel the loss of ${called(id)}: ${parts.join(', ')}.`
}

const summaryWords: Readonly<Record<Effect, string>> = {
  gone: 'deleted with it',
  down: 'would stop working',
  degraded: 'would work less well',
  stripped: 'would lose rights',
  unguarded: 'no longer guarded',
  adrift: 'no longer kept up',
  idle: 'with nothing left to do',
}

/** Of a Namespace it is said how much is in it; a walk does not go there. */
function containment({ reader }: Ground, id: ObjectId): readonly string[] {
  const ref = parseObjectId(id)
  if (ref?.kind !== 'core/Namespace') return []
  let count = 0
  for (const kind of reader.kinds()) for (const _ of reader.inNamespace(kind, ref.name)) count++
  return [`${counted(count, 'object')} in it would be deleted with it; what depends on those from outside is not followed.`]
}
