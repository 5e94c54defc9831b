import type { Cell, Column, DetailSection } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, listCell, present, refCell, textCell } from './cells.ts'
import { age, figure, list, text } from './columns.ts'
import { rec, recs, scalar, str, strs } from './fields.ts'
import type { Facts, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** What the six kinds of admission share: webhooks, policies, what they match. */

/** Columns of both kinds of webhook configurations. */
export const webhookColumns: readonly Column[] = [
  figure('webhooks', 'Webhooks', 90),
  list('services', 'Asked', 240, { grow: true }),
  list('failure', 'When unreachable', 140),
  age,
  list('names', 'Names', 260, { wide: true }),
]

export function readWebhooks(object: KubeObject): Facts {
  const webhooks = recs(object['webhooks'])
  return {
    cells: [
      webhooks.length,
      listCell([...new Set(webhooks.map((webhook) => serverText(webhook.clientConfig)).filter((server) => server !== ''))]),
      listCell([...new Set(webhooks.map((webhook) => str(webhook.failurePolicy) || 'Fail'))]),
      ageCell(object),
      listCell(webhooks.map((webhook) => str(webhook.name))),
    ],
    health: deleting(object) ?? present,
  }
}

/** The drawer of a webhook configuration: each webhook with whom it asks, what it is asked about, and what happens when it does not answer. */
export function webhookSections(object: KubeObject): readonly DetailSection[] {
  const webhooks = recs(object['webhooks'])
  return sectionList(
    ...webhooks.flatMap((webhook) => [
      fieldsSection(str(webhook.name) || 'Webhook', [
        ['Asked', serverCell(webhook.clientConfig)],
        ['When unreachable', str(webhook.failurePolicy) || 'Fail'],
        ['Waits', `${scalar(webhook.timeoutSeconds) || '10'} s`],
        ['Side effects', textCell(str(webhook.sideEffects))],
        ['Matches', str(webhook.matchPolicy) || 'Equivalent'],
        ['Asked again', textCell(str(webhook.reinvocationPolicy))],
      ]),
      matchSections(`${str(webhook.name)}: `, webhook),
    ]),
  )
}

function serverCell(config: unknown): Cell {
  const { namespace, name } = rec(rec(config).service)
  return str(name) === '' ? textCell(serverText(config)) : refCell('core/Service', str(namespace), str(name), serverText(config))
}

/** `cert-manager/webhook:443/validate`, or the URL. */
function serverText(config: unknown): string {
  const { service, url } = rec(config)
  const { namespace, name, port, path } = rec(service)
  if (str(name) === '') return str(url)
  return `${str(namespace)}/${str(name)}:${scalar(port) || '443'}${str(path)}`
}

/**
 * What requests are admitted by it: rules, selectors, CEL conditions. `prefix` tells several apart. The source has the fields of a webhook or of
 * `matchConstraints` and `matchResources`.
 */
export function matchSections(prefix: string, source: any): readonly DetailSection[] {
  const columns = [
    list('operations', 'Operations', 130),
    list('resources', 'Resources', 180, { grow: true }),
    list('groups', 'API groups', 140),
    list('versions', 'Versions', 90),
    text('scope', 'Scope', 90),
    list('names', 'Names', 120),
  ]
  const conditions = recs(source.matchConditions).map((condition): Cell[] => [str(condition.name), textCell(str(condition.expression))])
  const selectors = [
    ['Namespaces', selectorWords(source.namespaceSelector)],
    ['Objects', selectorWords(source.objectSelector)],
  ] as const
  return sectionList(
    tableSection(`${prefix}Matches`, columns, ruleRows(source.rules ?? source.resourceRules)),
    tableSection(`${prefix}Except`, columns, ruleRows(source.excludeResourceRules)),
    fieldsSection(`${prefix}Only`, selectors),
    tableSection(`${prefix}Conditions`, [text('name', 'Name', 160), text('expression', 'CEL', 360, { grow: true })], conditions),
  )
}

/** Empty selectors select everything: nothing to say. */
function selectorWords(selector: unknown): Cell {
  return textCell(selectorText(selector))
}

function ruleRows(rules: unknown): readonly (readonly Cell[])[] {
  return recs(rules).map((rule): Cell[] => [
    listCell(strs(rule.operations)),
    listCell(strs(rule.resources)),
    listCell(strs(rule.apiGroups).map((group) => (group === '' ? 'core' : group))),
    listCell(strs(rule.apiVersions)),
    str(rule.scope) || '*',
    listCell(strs(rule.resourceNames)),
  ])
}

/** `v1/ConfigMap`: the kind of a policy's parameters. */
export function paramKindText(object: KubeObject): string {
  const kind = rec(rec(object.spec).paramKind)
  return str(kind.kind) === '' ? '' : `${str(kind.apiVersion)}/${str(kind.kind)}`
}

/** `shop/limits`, or the selector, of a binding's parameters. Source of the form: printValidatingAdmissionPolicyBinding. */
export function paramText(object: KubeObject): string {
  const param = rec(rec(object.spec).paramRef)
  if (str(param.name) === '') return selectorText(param.selector)
  return `${str(param.namespace) || '*'}/${str(param.name)}`
}

/** The drawer of a binding. `policy` is the kind of its policy. */
export function bindingSections(object: KubeObject, policy: string): readonly DetailSection[] {
  const spec = rec(object.spec)
  return sectionList(
    fieldsSection('Summary', [
      ['Policy', refCell(kindId('admissionregistration.k8s.io', policy), '', str(spec.policyName))],
      ['Parameters', textCell(paramText(object))],
      ['Without parameters', textCell(str(rec(spec.paramRef).parameterNotFoundAction))],
      ['Actions', listCell(strs(spec.validationActions))],
    ]),
    matchSections('', rec(spec.matchResources)),
  )
}

/** The summary of a policy, and what it is asked about. */
export function policySections(object: KubeObject): readonly DetailSection[] {
  const spec = rec(object.spec)
  const variables = recs(spec.variables).map((variable): Cell[] => [str(variable.name), textCell(str(variable.expression))])
  return sectionList(
    fieldsSection('Summary', [
      ['Parameters are', textCell(paramKindText(object))],
      ['On failure', str(spec.failurePolicy) || 'Fail'],
      ['Applied again', textCell(str(spec.reinvocationPolicy))],
    ]),
    matchSections('', rec(spec.matchConstraints)),
    tableSection(
      'Conditions',
      [text('name', 'Name', 160), text('expression', 'CEL', 360, { grow: true })],
      recs(spec.matchConditions).map((condition): Cell[] => [str(condition.name), textCell(str(condition.expression))]),
    ),
    tableSection('Variables', [text('name', 'Name', 160), text('expression', 'CEL', 360, { grow: true })], variables),
  )
}
