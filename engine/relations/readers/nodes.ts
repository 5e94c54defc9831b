import type { Evidence } from '../../contract/index.ts'
import { isRecord, join } from '../fieldPath.ts'
import type { Holder } from '../rule.ts'
import { nameKey } from '../selector.ts'
import { taintKey, tolerated } from '../taints.ts'
import { textAt } from './podSpec.ts'

/** One requirement on a Node's labels; on its name when the key is `nameKey`. As written: what operators there are is not decided here. */
interface NodeRequirement {
  key: string
  operator: string
  values: readonly string[]
}

/**
 * A term of node affinity as one list of requirements, which must all hold. Empty terms select no Node at all, as in the scheduler; so does
 * a term with a requirement that is not one.
 */
export function nodeTerm(value: unknown): readonly (readonly NodeRequirement[])[] {
  if (!isRecord(value)) return []
  const labels = requirements(value['matchExpressions'])
  const fields = requirements(value['matchFields'])
  if (labels === null || fields === null || labels.length + fields.length === 0) return []
  if (fields.some(({ key }) => key !== 'metadata.name')) return []
  return [[...labels, ...fields.map((field) => ({ ...field, key: nameKey }))]]
}

/** The same for a Pod, whose `nodeSelector` must hold besides, and which must tolerate the taints. */
export function podNodeTerm(value: unknown, holder: Holder): readonly (readonly NodeRequirement[])[] {
  return nodeTerm(value).map((term) => [...selected(holder.podField('nodeSelector')), ...term, ...untainted(holder)])
}

/** A Pod's `nodeSelector`, when there are no terms that include it. */
export function podNodeSelector(value: unknown, holder: Holder): readonly (readonly NodeRequirement[])[] {
  const terms = nodeTerms(holder)
  const found = Array.isArray(terms) ? [] : selected(value)
  return found.length === 0 ? [] : [[...found, ...untainted(holder)]]
}

/** A DaemonSet's pod spec that asks for no labels: it runs on every Node whose taints it tolerates. */
export function daemonNodes(_value: unknown, holder: Holder): readonly (readonly NodeRequirement[])[] {
  return Array.isArray(nodeTerms(holder)) || selected(holder.podField('nodeSelector')).length > 0 ? [] : [untainted(holder)]
}

/** What a DaemonSet of {@link daemonNodes} tolerates. */
export function daemonEvidence(_value: unknown, holder: Holder, path: string): readonly Evidence[] {
  return tolerationEvidence(holder, `${path}.`)
}

/** The rest of what narrows the Nodes of a Pod: its node selector beside a term, and the taints that it tolerates. */
export function nodeEvidence(_value: unknown, holder: Holder, path: string): readonly Evidence[] {
  const prefix = path.replace(/(?:nodeSelector|affinity\.nodeAffinity\..*)$/, '')
  const found: Evidence[] = []
  const term = !path.endsWith('nodeSelector')
  if (term) {
    for (const { key, values } of selected(holder.podField('nodeSelector'))) {
      found.push({ path: join(`${prefix}nodeSelector`, key), value: values[0] ?? '' })
    }
  }
  return [...found, ...tolerationEvidence(holder, prefix)]
}

function tolerationEvidence(holder: Holder, prefix: string): readonly Evidence[] {
  const tolerations: unknown = holder.podField('tolerations')
  if (!Array.isArray(tolerations)) return []
  return (tolerations as unknown[]).flatMap((toleration, i) =>
    isRecord(toleration) ? [{ path: `${prefix}tolerations[${i}]`, value: tolerationText(toleration) }] : [],
  )
}

/** That a Node has no taints but those tolerated; nothing when all are. */
function untainted(holder: Holder): readonly NodeRequirement[] {
  const daemon = holder.kind === 'apps/DaemonSet' ? { hostNetwork: holder.podField('hostNetwork') === true } : null
  const values = tolerated(holder.podField('tolerations'), daemon)
  return values === null ? [] : [{ key: taintKey, operator: 'Tolerates', values }]
}

function nodeTerms(holder: Holder): unknown {
  const found: unknown = holder.podField('affinity')?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return isRecord(found) ? found['nodeSelectorTerms'] : undefined
}

function selected(map: unknown): readonly NodeRequirement[] {
  if (!isRecord(map)) return []
  return Object.entries(map).flatMap(([key, value]) => (typeof value === 'string' ? [{ key, operator: 'In', values: [value] }] : []))
}

function requirements(list: unknown): readonly NodeRequirement[] | null {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) return null
  const found: NodeRequirement[] = []
  for (const each of list as unknown[]) {
    const key = textAt(each, 'key')
    const operator = textAt(each, 'operator')
    const values: unknown = isRecord(each) ? (each['values'] ?? []) : null
    if (key === '' || key.startsWith('@') || operator === '' || !Array.isArray(values) || !values.every((v) => typeof v === 'string'))
      return null
    found.push({ key, operator, values })
  }
  return found
}

/** As kubectl writes tolerations: `dedicated=gpu:NoSchedule`, `(everything)` for the one without a key. */
function tolerationText(toleration: Record<string, unknown>): string {
  const key = textAt(toleration, 'key')
  const effect = textAt(toleration, 'effect')
  const value = textAt(toleration, 'operator') === 'Exists' ? '' : `=${textAt(toleration, 'value')}`
  return `${key === '' ? '(everything)' : `${key}${value}`}${effect === '' ? '' : `:${effect}`}`
}
