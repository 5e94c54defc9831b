import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** `{templateName, clusterScope}` of Argo Rollouts; a template of a ClusterAnalysisTemplate is always one of the cluster's. */
export function analysisTemplate(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const name = value['templateName']
  if (typeof name !== 'string' || name === '') return []
  const clusterScope = value['clusterScope'] === true || holder.namespace === ''
  return [
    clusterScope
      ? { kind: 'argoproj.io/ClusterAnalysisTemplate', namespace: '', name, value: name }
      : { kind: 'argoproj.io/AnalysisTemplate', namespace: holder.namespace, name, value: name },
  ]
}
