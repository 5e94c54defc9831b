import type { KindId } from '../contract/index.ts'
import { admission } from './admission.ts'
import { attachments } from './attachments.ts'
import { controlPlane } from './controlPlane.ts'
import { gateway } from './gateway.ts'
import { grouping } from './grouping.ts'
import { images } from './images.ts'
import { ingresses } from './ingress.ts'
import { mentions } from './mentions.ts'
import { networkPolicy } from './networkPolicy.ts'
import { ownership } from './ownership.ts'
import { packRules } from './packs/index.ts'
import { podTemplate } from './podTemplate.ts'
import { rbac } from './rbac.ts'
import type { Rule } from './rule.ts'
import { scheduling } from './scheduling.ts'
import { services } from './services.ts'
import { storage } from './storage.ts'
import { workloads } from './workloads.ts'

/** Every rule, family by family. */
export const rules: readonly Rule[] = [
  ...ownership,
  ...grouping,
  ...podTemplate,
  ...scheduling,
  ...images,
  ...workloads,
  ...services,
  ...ingresses,
  ...gateway,
  ...networkPolicy,
  ...storage,
  ...attachments,
  ...rbac,
  ...admission,
  ...controlPlane,
  ...mentions,
  ...packRules,
]

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
  'keda.sh/ScaledJob': 'spec.jobTargetRef.template.spec',
  'serving.knative.dev/Service': 'spec.template.spec',
  'serving.knative.dev/Configuration': 'spec.template.spec',
  'serving.knative.dev/Revision': 'spec',
}

/** The rules whose field may be in objects of this kind. */
export function rulesFor(kind: KindId): readonly Rule[] {
  return rules.filter(
    (rule) => rule.from === '*' || (rule.from === 'podTemplate' ? Object.hasOwn(podSpecPaths, kind) : rule.from.includes(kind)),
  )
}
