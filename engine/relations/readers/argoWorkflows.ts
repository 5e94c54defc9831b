import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** Readers of Argo Workflows. */

/** `{name, clusterScope?}`: a WorkflowTemplate beside the holder, or a ClusterWorkflowTemplate. One that an expression names is known at run time only. */
export function workflowTemplate(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { name, clusterScope } = value
  if (typeof name !== 'string' || name === '' || name.includes('{{')) return []
  if (clusterScope === true) return [{ kind: 'argoproj.io/ClusterWorkflowTemplate', namespace: '', name, value: name, at: 'name' }]
  // A cluster-wide template is run in any namespace: what it names beside its runs is nowhere yet.
  return holder.namespace === ''
    ? []
    : [{ kind: 'argoproj.io/WorkflowTemplate', namespace: holder.namespace, name, value: name, at: 'name' }]
}

/** One group of steps that run at the same time (`steps` is a list of lists): the templates that they take from elsewhere. */
export function stepTemplates(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((step: unknown, index) =>
    isRecord(step) ? workflowTemplate(step['templateRef'], holder).map((target) => ({ ...target, at: `[${index}].templateRef.name` })) : [],
  )
}
