import { analysisTemplate } from '../readers/analysisTemplate.ts'
import { dottedName } from '../readers/dottedName.ts'
import type { Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Argo Rollouts: where a rollout has its template from, which traffic it shifts, and what judges it. Its Pods follow from its pod template. */

const rollout = 'argoproj.io/Rollout'
const canary = 'spec.strategy.canary'
const routing = `${canary}.trafficRouting`
const blueGreen = 'spec.strategy.blueGreen'

const shifts = {
  id: 101,
  variant: 'route',
  from: [rollout],
  relationshipType: 'shifts',
  category: 'traffic',
  confidence: 'declared',
} as const
const same = { by: 'name', namespace: 'same' } as const

const rules: readonly Rule[] = [
  {
    id: 101,
    variant: 'workload',
    from: [rollout],
    to: '*',
    at: ['spec.workloadRef'],
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name' },
    relationshipType: 'takes its template from',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 101,
    variant: 'service',
    from: [rollout],
    to: 'core/Service',
    at: [
      `${canary}.(stableService|canaryService)`,
      `${canary}.pingPong.(pingService|pongService)`,
      `${routing}.(alb|smi).rootService`,
      `${blueGreen}.(activeService|previewService)`,
    ],
    match: same,
    relationshipType: 'switches',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    ...shifts,
    to: 'networking.k8s.io/Ingress',
    at: [`${routing}.nginx.stableIngress`, `${routing}.nginx.stableIngresses[]`, `${routing}.alb.ingress`, `${routing}.alb.ingresses[]`],
    match: same,
  },
  {
    ...shifts,
    to: 'networking.istio.io/VirtualService',
    at: [`${routing}.istio.virtualService.name`, `${routing}.istio.virtualServices[].name`],
    match: { by: 'read', read: dottedName },
  },
  {
    ...shifts,
    to: 'networking.istio.io/DestinationRule',
    at: [`${routing}.istio.destinationRule.name`],
    match: { by: 'read', read: dottedName },
  },
  { ...shifts, to: 'getambassador.io/Mapping', at: [`${routing}.ambassador.mappings[]`], match: same },
  { ...shifts, to: 'apisix.apache.org/ApisixRoute', at: [`${routing}.apisix.route.name`], match: same },
  { ...shifts, to: 'split.smi-spec.io/TrafficSplit', at: [`${routing}.smi.trafficSplitName`], match: { ...same, optional: true } },
  { ...shifts, to: 'traefik.io/TraefikService', at: [`${routing}.traefik.weightedTraefikServiceName`], match: same },
  {
    id: 101,
    variant: 'analysis',
    from: [rollout],
    to: 'argoproj.io/AnalysisTemplate',
    at: [
      `${canary}.analysis.templates[]`,
      `${canary}.steps[].analysis.templates[]`,
      `${canary}.steps[].experiment.analyses[]`,
      `${blueGreen}.(prePromotionAnalysis|postPromotionAnalysis).templates[]`,
    ],
    match: { by: 'read', read: analysisTemplate },
    relationshipType: 'judged by',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 101,
    variant: 'analysis',
    from: ['argoproj.io/Experiment'],
    to: 'argoproj.io/AnalysisTemplate',
    at: ['spec.analyses[]'],
    match: { by: 'read', read: analysisTemplate },
    relationshipType: 'judged by',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 101,
    variant: 'template',
    from: ['argoproj.io/AnalysisTemplate', 'argoproj.io/ClusterAnalysisTemplate'],
    to: 'argoproj.io/AnalysisTemplate',
    at: ['spec.templates[]'],
    match: { by: 'read', read: analysisTemplate },
    relationshipType: 'includes',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 101,
    variant: 'argument',
    from: ['argoproj.io/AnalysisTemplate', 'argoproj.io/AnalysisRun', 'argoproj.io/Experiment'],
    to: 'core/Secret',
    at: ['spec.args[].valueFrom.secretKeyRef', 'spec.analyses[].args[].valueFrom.secretKeyRef'],
    match: { by: 'name', field: 'name', namespace: 'same', part: 'key' },
    relationshipType: 'uses',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const argoRollouts: Pack = { title: 'Argo Rollouts', kinds: [rollout, 'argoproj.io/AnalysisTemplate'], rules }
