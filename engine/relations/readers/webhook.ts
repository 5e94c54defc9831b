import { isRecord } from '../fieldPath.ts'
import type { ReadSet, ReadTarget } from '../rule.ts'
import { texts } from './namedObjects.ts'
import { textOf } from './networkPeers.ts'
import { textAt } from './podSpec.ts'
import { kindOfResource } from './resourceKind.ts'
import { clientConfig } from './service.ts'

/** Reads one of a configuration's `webhooks`: whom the API server calls, and what it does when nobody answers. */
export function webhookServer(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  return clientConfig(value['clientConfig'], [`failurePolicy ${textAt(value, 'failurePolicy') || 'Fail'}`], 'clientConfig.')
}

/** Reads the namespaces whose objects a webhook is asked about: a missing selector is all of them. The value says of which objects. */
export function gatedNamespaces(value: unknown): readonly ReadSet[] {
  if (!isRecord(value)) return []
  const select = value['namespaceSelector'] ?? {}
  return [{ kind: 'core/Namespace', select, namespaces: 'all', at: 'namespaceSelector', value: gateText(value, textOf(select)) }]
}

/** Reads the custom kinds that a webhook is asked about, by the names of their definitions. Built-in kinds are in the value of the namespaces. */
export function gatedKinds(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  return list(value['rules']).flatMap((rule, i) =>
    texts(rule['apiGroups']).flatMap((group) =>
      texts(rule['resources'])
        .map((resource) => resource.replace(/\/.*$/, ''))
        .filter((resource) => group.includes('.') && resource !== '*' && kindOfResource(group, resource) === undefined)
        .map((resource) => ({
          namespace: '',
          name: `${resource}.${group}`,
          at: `rules[${i}]`,
          value: `${texts(rule['operations']).join(',').toLowerCase()} ${resource}.${group}`,
        })),
    ),
  )
}

function gateText(webhook: Record<string, unknown>, namespaces: string): string {
  const what = list(webhook['rules'])
    .map((rule) => `${texts(rule['operations']).join(',').toLowerCase()} ${texts(rule['resources']).join(',')}`)
    .join('; ')
  const objects = webhook['objectSelector'] ?? {}
  const conditions = list(webhook['matchConditions']).length
  const text = [`namespaces ${namespaces}`, what]
  if (textOf(objects) !== textOf({})) text.push(`objects ${textOf(objects)}`)
  if (conditions > 0) text.push(`${conditions} match conditions`)
  return text.filter((t) => t !== '').join('; ')
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : []
}
