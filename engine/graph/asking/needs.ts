import { parseObjectId, type Finding, type GraphAnswer, type Hop, type ObjectId } from '../../contract/index.ts'
import { isHub } from '../fold.ts'
import { Bonds, type Tie } from './bonds.ts'
import type { Bond } from './dependencies.ts'
import { called, compare, counted, hopOf, unseen, type Ground } from './ground.ts'
import { mostFindings } from './impact.ts'
import type { Thinking } from './thinking.ts'

/** How much something is needed; a way is as strong as its weakest step. */
const strengths = ['Needed', 'One of several', 'Helpful'] as const
type Strength = (typeof strengths)[number]

const strengthOf: Readonly<Record<Bond, Strength | null>> = {
  'works-with': 'Needed',
  'starts-with': 'Needed',
  'runs-as': 'Needed',
  'works-on': 'Needed',
  'made-of': 'One of several',
  'eased-by': 'Helpful',
  'entitled-by': 'Helpful',
  'kept-by': 'Helpful',
  // who guards it, owns it or defines it does no work for it
  'guarded-by': null,
  'goes-with': null,
  'defined-by': null,
}

/** What selects its work by labels needs some of it, not each. */
function strengthFor({ bond, link }: Tie): Strength | null {
  return bond === 'works-on' && link.reference.by === 'selector' ? 'One of several' : strengthOf[bond]
}

interface Way {
  tie: Tie
  steps: number
  strength: Strength
}

/** Everything that an object needs to work, directly and through what it needs. What everything needs (Nodes, classes) is an end of the walk. */
export function* needs(ground: Ground, id: ObjectId): Thinking<Omit<GraphAnswer, 'question'>> {
  const bonds = new Bonds(ground)
  const ways = new Map<ObjectId, Way>()
  // All that is reached by strong steps alone is found before a weak step is taken.
  let weakest = 0
  for (; weakest < strengths.length; weakest++) {
    const levels: ObjectId[][] = [[id]]
    for (const [each, { steps }] of ways) (levels[steps] ??= []).push(each)
    for (let steps = 0; steps < levels.length; steps++) {
      for (const dependent of (levels[steps] ?? []).sort()) {
        yield
        if (dependent !== id && isLeaf(dependent)) continue
        const ties = bonds.of(dependent).filter((tie) => strengths.indexOf(strengthFor(tie) ?? 'Helpful') <= weakest)
        for (const tie of ties.sort((a, b) => compare(order(a), order(b)))) {
          const { id: needed } = tie.needed
          if (strengthFor(tie) === null || needed === id || ways.has(needed)) continue
          ways.set(needed, { tie, steps: steps + 1, strength: strengths[weakest] ?? 'Helpful' })
          ;(levels[steps + 1] ??= []).push(needed)
        }
      }
    }
  }

  const found = [...ways].sort(
    ([a, x], [b, y]) => strengths.indexOf(x.strength) - strengths.indexOf(y.strength) || x.steps - y.steps || compare(a, b),
  )
  const findings: Finding[] = []
  let broken = 0
  for (const [target, way] of found) {
    if (isBroken(ground, way)) broken++
    if (findings.length >= mostFindings) continue
    yield
    findings.push(finding(ground, ways, target, way, id))
  }
  const missing = broken === 0 ? '' : `; of those it cannot do without, ${broken} ${broken === 1 ? 'is' : 'are'} missing or failing`
  return {
    summary:
      found.length === 0
        ? `${called(id)} needs nothing that is known.`
        : `${called(id)} needs ${counted(found.filter(([, way]) => way.strength === 'Needed').length, 'object')}, and makes use of ${found.length} in all${missing}.`,
    findings,
    more: found.length - findings.length,
    limits: unseen(ground),
  }
}

function finding(ground: Ground, ways: ReadonlyMap<ObjectId, Way>, target: ObjectId, way: Way, start: ObjectId): Finding {
  const { dependent, needed, why, link } = way.tie
  const state = ground.graph.stateOf(link.reference, stateEnd(way.tie))
  const level = isBroken(ground, way)
    ? 'failing'
    : needed.object === undefined && state !== 'ok'
      ? state === 'unknown' || state === 'forbidden'
        ? 'unknown'
        : 'warning'
      : (needed.object?.health.level ?? 'healthy')
  const wrong = state === 'ok' ? '' : `: ${ground.graph.reasonOf(link.reference, stateEnd(way.tie)) || stateWords[state]}`
  const hops: Hop[] = []
  for (let at = target; at !== start;) {
    const step = ways.get(at)
    if (step === undefined) break
    const hop = hopOf(ground, step.tie.links, step.tie.dependent.id)
    if (hop !== null) hops.unshift(hop)
    at = step.tie.dependent.id
  }
  return {
    group: way.strength,
    target,
    text: `${called(target)}: ${dependent.id === start ? 'it' : called(dependent.id)} ${why}${wrong}`,
    level,
    hops,
  }
}

const stateWords = {
  dangling: 'it is missing',
  'optional-missing': 'it is missing, which is allowed',
  forbidden: 'it may not be seen',
  unknown: 'it is not listed',
  blocked: 'it does not let it in',
  'not-ready': 'it is not ready',
} as const

/** The end that the state of a link is about: not the one that holds the field. */
function stateEnd({ link }: Tie): Tie['needed'] {
  return link.source.object?.key === link.holder.key ? link.target : link.source
}

function isBroken({ graph }: Ground, { tie, strength }: Way): boolean {
  if (strength !== 'Needed') return false
  const state = graph.stateOf(tie.link.reference, stateEnd(tie))
  return state === 'dangling' || state === 'blocked' || tie.needed.object?.health.level === 'failing'
}

function order(tie: Tie): string {
  return `${strengths.indexOf(strengthFor(tie) ?? 'Helpful')} ${String(tie.link.reference.rule.id).padStart(4, '0')} ${tie.needed.id}`
}

function isLeaf(id: ObjectId): boolean {
  const ref = parseObjectId(id)
  return ref === null || isHub(ref.kind, ref.name)
}
