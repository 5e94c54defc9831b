import type { KindId } from '../../contract/index.ts'
import type { Condition, NameMatch, Rule, SelectorMatch } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Prometheus Operator: what is scraped, who collects it, whom it tells. */

const prometheus = 'monitoring.coreos.com/Prometheus'
const agent = 'monitoring.coreos.com/PrometheusAgent'
const alertmanager = 'monitoring.coreos.com/Alertmanager'
const serviceMonitor = 'monitoring.coreos.com/ServiceMonitor'
const podMonitor = 'monitoring.coreos.com/PodMonitor'
const probe = 'monitoring.coreos.com/Probe'
const scrapeConfig = 'monitoring.coreos.com/ScrapeConfig'
const prometheusRule = 'monitoring.coreos.com/PrometheusRule'
const ruler = 'monitoring.coreos.com/ThanosRuler'
const alertConfig = 'monitoring.coreos.com/AlertmanagerConfig'

const scrapes = { id: 105, variant: 'scrapes', relationshipType: 'scrapes', category: 'monitoring', confidence: 'selector' } as const
const uses = { id: 105, variant: 'credentials', relationshipType: 'uses', category: 'configuration', confidence: 'declared' } as const

const inNames = { by: 'selector', field: 'selector', form: 'selector', empty: 'all', absent: 'none' } as const satisfies SelectorMatch
const everywhere: Condition = { path: 'spec.namespaceSelector.any', equals: 'true' }
const notEverywhere: Condition = { path: 'spec.namespaceSelector.any', not: 'true' }
const named: Condition = { path: 'spec.namespaceSelector.matchNames', is: 'present' }
const unnamed: Condition = { path: 'spec.namespaceSelector.matchNames', is: 'absent' }

/** A missing selector takes nothing, an empty one everything; a missing namespace selector means the own namespace. */
function collected(word: string, to: KindId, from: readonly KindId[]): Rule {
  return {
    id: 105,
    variant: 'collects',
    from,
    to,
    at: ['spec'],
    match: {
      by: 'selector',
      field: `${word}Selector`,
      form: 'selector',
      empty: 'all',
      absent: 'none',
      namespaces: { selector: `${word}NamespaceSelector` },
    },
    relationshipType: 'collects',
    category: 'monitoring',
    confidence: 'selector',
  }
}

const key = { by: 'name', field: 'name', namespace: 'same', part: 'key', optional: { field: 'optional' } } as const satisfies NameMatch

/** Where endpoints, remote ends and alertmanagers keep credentials: the same fields everywhere. */
function secretsBelow(path: string): readonly string[] {
  return [
    `${path}.basicAuth.(username|password)`,
    `${path}.authorization.credentials`,
    `${path}.oauth2.clientSecret`,
    `${path}.oauth2.clientId.secret`,
    `${path}.tlsConfig.keySecret`,
    `${path}.tlsConfig.(ca|cert).secret`,
    `${path}.oauth2.tlsConfig.keySecret`,
    `${path}.oauth2.tlsConfig.(ca|cert).secret`,
  ]
}
function configMapsBelow(path: string): readonly string[] {
  return [`${path}.oauth2.clientId.configMap`, `${path}.tlsConfig.(ca|cert).configMap`, `${path}.oauth2.tlsConfig.(ca|cert).configMap`]
}

const rules: readonly Rule[] = [
  {
    ...scrapes,
    from: [serviceMonitor],
    to: 'core/Service',
    at: ['spec'],
    match: { ...inNames, namespaces: { names: 'namespaceSelector.matchNames' } },
    when: [notEverywhere],
  },
  { ...scrapes, from: [serviceMonitor], to: 'core/Service', at: ['spec'], match: { ...inNames, namespaces: 'all' }, when: [everywhere] },
  { ...scrapes, from: [podMonitor], to: 'core/Pod', at: ['spec'], match: inNames, when: [notEverywhere, unnamed] },
  {
    ...scrapes,
    from: [podMonitor],
    to: 'core/Pod',
    at: ['spec'],
    match: { ...inNames, namespaces: { names: 'namespaceSelector.matchNames' }, asSet: true },
    when: [notEverywhere, named],
  },
  {
    // Often every Pod of the cluster: one set, not an edge to each.
    ...scrapes,
    from: [podMonitor],
    to: 'core/Pod',
    at: ['spec'],
    match: { ...inNames, namespaces: 'all', asSet: true },
    when: [everywhere],
  },
  collected('serviceMonitor', serviceMonitor, [prometheus, agent]),
  collected('podMonitor', podMonitor, [prometheus, agent]),
  collected('probe', probe, [prometheus, agent]),
  collected('scrapeConfig', scrapeConfig, [prometheus, agent]),
  collected('rule', prometheusRule, [prometheus, ruler]),
  collected('alertmanagerConfig', alertConfig, [alertmanager]),
  {
    id: 105,
    variant: 'alerts',
    from: [prometheus],
    to: 'core/Service',
    at: ['spec.alerting.alertmanagers[]'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' }, part: 'port' },
    relationshipType: 'alerts',
    category: 'monitoring',
    confidence: 'declared',
  },
  {
    ...uses,
    from: [serviceMonitor, podMonitor],
    to: 'core/Secret',
    at: ['spec.endpoints[]', 'spec.podMetricsEndpoints[]'].flatMap((path) => [`${path}.bearerTokenSecret`, ...secretsBelow(path)]),
    match: key,
  },
  {
    ...uses,
    from: [serviceMonitor, podMonitor],
    to: 'core/ConfigMap',
    at: ['spec.endpoints[]', 'spec.podMetricsEndpoints[]'].flatMap(configMapsBelow),
    match: key,
  },
  {
    ...uses,
    from: [prometheus, agent],
    to: 'core/Secret',
    at: [
      'spec.(additionalScrapeConfigs|additionalAlertManagerConfigs|additionalAlertRelabelConfigs)',
      'spec.thanos.objectStorageConfig',
      'spec.web.tlsConfig.keySecret',
      'spec.web.tlsConfig.(cert|client_ca).secret',
      ...['spec.remoteWrite[]', 'spec.remoteRead[]'].flatMap(secretsBelow),
      'spec.remoteWrite[].sigv4.(accessKey|secretKey)',
    ],
    match: key,
  },
  {
    ...uses,
    from: [prometheus, agent],
    to: 'core/ConfigMap',
    at: ['spec.web.tlsConfig.(cert|client_ca).configMap', ...['spec.remoteWrite[]', 'spec.remoteRead[]'].flatMap(configMapsBelow)],
    match: key,
  },
  {
    ...uses,
    from: [prometheus, agent, alertmanager],
    to: 'core/Secret',
    at: ['spec.secrets[]', 'spec.configSecret'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    ...uses,
    from: [prometheus, agent, alertmanager],
    to: 'core/ConfigMap',
    at: ['spec.configMaps[]'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    ...uses,
    from: [alertmanager],
    to: alertConfig,
    at: ['spec.alertmanagerConfiguration.name'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    id: 105,
    variant: 'account',
    from: [prometheus, agent, alertmanager],
    to: 'core/ServiceAccount',
    at: ['spec.serviceAccountName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'runs as',
    category: 'identity',
    confidence: 'declared',
  },
]

export const prometheusOperator: Pack = {
  title: 'Prometheus Operator',
  kinds: [prometheus, agent, alertmanager, serviceMonitor, podMonitor, prometheusRule],
  rules,
}
