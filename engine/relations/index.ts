import type { KindId } from '../contract/index.ts'
import { networkPolicy } from './networkPolicy.ts'
import { ownership } from './ownership.ts'
import { podTemplate } from './podTemplate.ts'
import { rbac } from './rbac.ts'
import type { Rule } from './rule.ts'
import { services } from './services.ts'
import { storage } from './storage.ts'
import { workloads } from './workloads.ts'

/** Every rule, family by family. */
export const rules: readonly Rule[] = [...ownership, ...podTemplate, ...workloads, ...services, ...networkPolicy, ...storage, ...rbac]

/** Where kinds that make Pods keep the pod spec. */
export const podSpecPaths: Readonly<Record<KindId, string>> = {
  'core/Pod': 'spec',
  'core/PodTemplate': 'template.spec',
  'core/ReplicationController': 'spec.template.spec',
  'apps/Deployment': 'spec.template.spec',
  'apps/ReplicaSet': 'spec.template.spec',
  'apps/StatefulSet': 'spec.template.spec',
  'apps/DaemonSet': 'spec.template.spec',
  'batch/Job': 'spec.template.spec',
  'batch/CronJob': 'spec.jobTemplate.spec.template.spec',
  'argoproj.io/Rollout': 'spec.template.spec',
  'apps.openshift.io/DeploymentConfig': 'spec.template.spec',
}

/** The rules whose field may be in objects of this kind. */
export function rulesFor(kind: KindId): readonly Rule[] {
  return rules.filter(
    (rule) => rule.from === '*' || (rule.from === 'podTemplate' ? Object.hasOwn(podSpecPaths, kind) : rule.from.includes(kind)),
  )
}

const byNumber = new Map(rules.map((rule) => [rule.id, rule]))

/** Word, category and confidence of a rule number; variants of one number agree in them. */
export function ruleOf(id: number): Rule {
  const rule = byNumber.get(id)
  if (!rule) throw new Error(`no rule ${id}`)
  return rule
}
