import type { KindId } from '../../contract/index.ts'
import type { Rule } from '../rule.ts'
import { argoCd } from './argoCd.ts'
import { argoRollouts } from './argoRollouts.ts'
import { argoWorkflows } from './argoWorkflows.ts'
import { batchQueues } from './batchQueues.ts'
import { certManager } from './certManager.ts'
import { crossplane } from './crossplane.ts'
import { externalSecrets } from './externalSecrets.ts'
import { flux } from './flux.ts'
import { gatewayPolicies } from './gatewayPolicies.ts'
import { istio } from './istio.ts'
import { karpenter } from './karpenter.ts'
import { keda } from './keda.ts'
import { knative } from './knative.ts'
import { metalLb } from './metalLb.ts'
import { openShift } from './openShift.ts'
import { operatorLifecycle } from './operatorLifecycle.ts'
import type { Pack } from './pack.ts'
import { policyReports } from './policyReports.ts'
import { prometheusOperator } from './prometheusOperator.ts'
import { traefikAndContour } from './traefik.ts'
import { velero } from './velero.ts'

/** Every pack, in the order of the catalogue's numbers. */
export const packs: readonly Pack[] = [
  gatewayPolicies,
  certManager,
  argoCd,
  argoRollouts,
  argoWorkflows,
  flux,
  istio,
  prometheusOperator,
  keda,
  externalSecrets,
  karpenter,
  crossplane,
  velero,
  traefikAndContour,
  openShift,
  knative,
  policyReports,
  batchQueues,
  metalLb,
  operatorLifecycle,
]

export const packRules: readonly Rule[] = packs.flatMap((pack) => pack.rules)

const packOfKind = new Map(packs.flatMap((pack) => pack.kinds.map((kind) => [kind, pack] as const)))

/** The pack that was made for a kind; it is on where the kind is served. */
export function packOf(kind: KindId): Pack | null {
  return packOfKind.get(kind) ?? null
}
