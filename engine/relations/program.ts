import type { KindId } from '../contract/index.ts'
import { isPseudoKind } from './clusterScoped.ts'
import { parsePath } from './fieldPath.ts'
import { podSpecPaths } from './index.ts'
import { PathTree } from './pathTree.ts'
import { ruleKey } from './reference.ts'
import type { Match, Rule } from './rule.ts'
import { TemplateMemory } from './templateMemory.ts'

/** Rules that look at one part of an object. */
export interface Section {
  tree: PathTree<Rule>
  /** Those of them that also say something when nothing is at their path. */
  onAbsent: readonly Rule[]
}

/** Rules of a part that many objects have in common, and what they came to last. */
export interface CommonSection extends Section {
  memory: TemplateMemory
}

/**
 * What the rules of one kind come to: four walks, whose references stand one behind the other. Most Pods have the pod spec of another one, most objects have the owner or at least
 * the namespace of the one before, and most changes are of
 * a status: so what is read there stands by itself, and need not be read again because of the rest, nor the rest because of it.
 */
export class Program {
  /** Rules that only look below `metadata`, and whose references meet none of another part. */
  readonly metadata: CommonSection
  /** Everything but the others. */
  readonly rest: Section
  readonly podSpec: Section
  readonly podSpecPath: string | null
  /** Rules that only look below `status`, and whose references meet none of another part. */
  readonly status: CommonSection
  readonly templates = new TemplateMemory()
  /** No path of a rule that looks elsewhere than below `status` leads to the status or to the resourceVersion. */
  readonly passesByStatus: boolean
  /** Whether somebody has looked at more of the object last read than at what paths lead to (of its status apart). */
  sawMore = false
  readonly #ofStatus: ReadonlySet<Rule>

  constructor(kind: KindId, rules: readonly Rule[]) {
    const asked = isPseudoKind(kind) ? [] : rules
    this.podSpecPath = Object.hasOwn(podSpecPaths, kind) ? (podSpecPaths[kind] ?? null) : null
    const podSpec = asked.filter((rule) => rule.from === 'podTemplate')
    const others = asked.filter((rule) => rule.from !== 'podTemplate')
    const status = standingAlone(others, 'status', podSpec)
    this.#ofStatus = new Set(status)
    const unsteady = others.filter((rule) => !this.#ofStatus.has(rule))
    // A pod spec stands by itself only when nothing outside of it adds to what it names.
    const inRest = new Set(unsteady.map(ruleKey))
    // And only Pods come in numbers with the same one.
    this.templates.off = kind !== 'core/Pod' || podSpec.some((rule) => inRest.has(ruleKey(rule)))
    const metadata = new Set(standingAlone(unsteady, 'metadata', podSpec))
    this.metadata = { ...section([...metadata]), memory: new TemplateMemory(1) }
    this.rest = section(unsteady.filter((rule) => !metadata.has(rule)))
    this.podSpec = section(podSpec)
    this.status = { ...section(status), memory: new TemplateMemory(1) }
    this.passesByStatus = unsteady.every(({ at }) => at.every(isSteady)) && this.podSpecPath?.startsWith('status') !== true
  }

  /** What was remembered may have gone by what has changed. */
  forget(): void {
    for (const memory of [this.metadata.memory, this.templates, this.status.memory]) memory.forget()
  }

  /** Of an object's references, how many stand before those from its status. */
  countBeforeStatus(references: readonly { rule: Rule }[]): number {
    let count = references.length
    while (count > 0 && this.#ofStatus.has((references[count - 1] as { rule: Rule }).rule)) count-- // below the length
    return count
  }
}

/** Whether what is at a path is the same when only status and resourceVersion have changed. */
function isSteady(path: string): boolean {
  const first = parsePath(path)[0]
  if (first === undefined || first.keys.includes('status')) return false
  return !first.keys.includes('metadata') || /^metadata\.(?!resourceVersion\b)[A-Za-z]/.test(path)
}

function section(rules: readonly Rule[]): Section {
  const tree = new PathTree<Rule>()
  for (const rule of rules) for (const path of rule.at) tree.add(path, rule)
  return { tree, onAbsent: rules.filter(({ match }) => speaksWhenAbsent(match)) }
}

/** Rules that look only below one field, and add nothing to what others find. */
function standingAlone(rules: readonly Rule[], field: 'metadata' | 'status', besides: readonly Rule[]): readonly Rule[] {
  const isBelow = ({ at, match }: Rule): boolean =>
    !speaksWhenAbsent(match) && at.every((path) => path.startsWith(`${field}.`) || path.startsWith(`${field}[`))
  const keys = new Set([...besides, ...rules.filter((rule) => !isBelow(rule))].map(ruleKey))
  return rules.filter((rule) => isBelow(rule) && !keys.has(ruleKey(rule)))
}

/** Whether a rule also says something when nothing is at its path. */
export function speaksWhenAbsent(match: Match): boolean {
  return (
    match.by === 'default' ||
    (match.by === 'name' && match.absent !== undefined) ||
    (match.by === 'selector' && match.absent === 'all' && match.field === undefined)
  )
}
