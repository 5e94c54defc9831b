import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { packs } from '../../engine/relations/packs/index.ts'
import { parsePath } from '../../engine/relations/fieldPath.ts'
import { rulesFor } from '../../engine/relations/index.ts'
import type { Rule } from '../../engine/relations/rule.ts'
import { readSchema } from '../../engine/relations/schemaRules.ts'

type Schema = Record<string, any>

const folder = new URL('../fixtures/crds/', import.meta.url)
const definitions = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Schema[])
const schemas = new Map<string, Schema[]>(
  definitions.map(({ spec }: Schema) => [
    `${spec.group}/${spec.names.kind}`,
    spec.versions.map((version: Schema) => version['schema'].openAPIV3Schema as Schema),
  ]),
)

/** Fields that the schemas leave open, and those whose projects say otherwise of their own accord. */
const open: readonly string[] = []

/** The schemas that a path leads to; empty when there is no such field. `true`: an open map, which may hold anything. */
function at(schema: Schema, path: string): (Schema | true)[] {
  let here: (Schema | true)[] = [schema]
  for (const { keys, each } of parsePath(path)) {
    const next: (Schema | true)[] = []
    for (const one of here) {
      if (one === true) {
        next.push(true)
        continue
      }
      for (const key of keys) {
        const field: unknown = one['properties']?.[key] ?? one['additionalProperties']
        if (field === true || (one['x-kubernetes-preserve-unknown-fields'] === true && field === undefined)) next.push(true)
        else if (typeof field === 'object' && field !== null) {
          const found = field as Schema
          if (!each) next.push(found)
          else if (found['items'] !== undefined) next.push(found['items'] as Schema)
        }
      }
    }
    here = next
  }
  return here
}

/** Fields of the value that a rule reads beside the value itself. */
function fieldsOf({ match }: Rule): readonly string[] {
  const fields: string[] = []
  const add = (field: unknown): void => {
    if (typeof field === 'string') fields.push(field)
    else if (typeof field === 'object' && field !== null && 'field' in field && typeof field.field === 'string') fields.push(field.field)
  }
  if (match.by === 'name') [match.field, match.namespace === 'same' || match.namespace === 'none' ? null : match.namespace].forEach(add)
  if (match.by === 'object') {
    ;[match.kind, match.name, match.namespace, match.group].forEach(add)
    if ('apiVersion' in match.group) add(match.group.apiVersion)
  }
  if (match.by === 'selector') {
    add(match.field)
    const { namespaces } = match
    if (typeof namespaces === 'object') [namespaces.selector, namespaces.names].forEach(add)
  }
  return fields
}

const builtIn = new Set(['metadata'])

describe('packs read fields that their projects have', () => {
  for (const pack of packs) {
    const known = pack.rules.flatMap((rule) => (Array.isArray(rule.from) ? rule.from : [])).filter((kind: string) => schemas.has(kind))
    if (known.length === 0) continue
    test(pack.title, () => {
      const missing: string[] = []
      for (const rule of pack.rules) {
        const kinds = (Array.isArray(rule.from) ? rule.from : []).filter((kind: string) => schemas.has(kind)) as string[]
        // Several kinds share a rule: a path is one of at least one of them, and each of them has one of the paths.
        if (kinds.length === 0) continue
        const has = (kind: string, path: string): boolean =>
          builtIn.has(path.split(/[.[]/)[0] ?? '') || (schemas.get(kind) ?? []).some((schema) => at(schema, path).length > 0)
        for (const path of rule.at) if (!kinds.some((kind) => has(kind, path)) && !open.includes(path)) missing.push(`${rule.id} ${path}`)
        for (const kind of kinds) if (!rule.at.some((path) => has(kind, path))) missing.push(`${rule.id} none of its paths in ${kind}`)
        for (const field of fieldsOf(rule)) {
          if (!rule.at.some((path) => kinds.some((kind) => has(kind, `${path}.${field}`))))
            missing.push(`${rule.id} ${rule.at[0] ?? ''} . ${field}`)
        }
        for (const { path } of rule.when ?? []) if (!kinds.some((kind) => has(kind, path))) missing.push(`${rule.id} when ${path}`)
      }
      expect(missing).toEqual([])
    })
  }

  test('the packs whose definitions are at hand are checked', () => {
    const checked = packs.filter(({ kinds }) => kinds.some((kind) => schemas.has(kind))).map(({ title }) => title)
    expect(checked).toEqual([
      'Gateway API policies',
      'cert-manager',
      'Argo CD',
      'Argo Rollouts',
      'Flux',
      'Istio',
      'Prometheus Operator',
      'KEDA',
      'External Secrets, Sealed Secrets',
      'Karpenter, Cluster API',
    ])
  })

  test('a path that is not there is found out', () => {
    const [schema] = schemas.get('cert-manager.io/Certificate') ?? []
    expect(at(schema ?? {}, 'spec.issuerRef.name')).toHaveLength(1)
    expect(at(schema ?? {}, 'spec.isuerRef.name')).toHaveLength(0)
    expect(at(schema ?? {}, 'spec.secretName.x')).toHaveLength(0)
    expect(at(schema ?? {}, 'spec.dnsNames[]')).toHaveLength(1)
  })
})

describe('references out of schemas', () => {
  const readings = definitions.map((definition) => readSchema(definition, rulesFor))

  test('every definition at hand is read to its end', () => {
    expect(readings.flatMap(({ unread }) => unread ?? [])).toEqual([])
    const found = readings.filter(({ rules }) => rules.length > 0)
    console.log(
      `${readings.length} definitions, ${readings.reduce((sum, { fields }) => sum + fields, 0)} fields, ${readings.reduce((sum, { rules }) => sum + rules.length, 0)} references in ${found.length}:`,
      found.map(({ kind, rules }) => `${kind} ${rules.length}`).join(', '),
    )
    expect(readings).toHaveLength(65)
    expect(found.length).toBeGreaterThan(10)
  })

  test('what is found leads somewhere in the schema', () => {
    for (const { kind, rules } of readings) {
      const own = schemas.get(kind ?? '') ?? []
      for (const rule of rules)
        expect(
          own.some((schema) => at(schema, rule.at[0] ?? '').length > 0),
          `${kind} ${rule.at[0]}`,
        ).toBe(true)
    }
  })

  test('without packs, the schemas alone find most of what the packs say by name and reference', () => {
    const bare = new Map(
      definitions.map((d) => readSchema(d, () => [])).map(({ kind, rules }) => [kind, new Set(rules.map((rule) => rule.at[0]))]),
    )
    for (const [kind, path] of [
      ['cert-manager.io/Certificate', 'spec.secretName'],
      ['cert-manager.io/Issuer', 'spec.acme.solvers[].dns01.cloudflare.apiTokenSecretRef'],
      ['kustomize.toolkit.fluxcd.io/Kustomization', 'spec.sourceRef'],
      ['keda.sh/ScaledObject', 'spec.scaleTargetRef'],
      ['external-secrets.io/ExternalSecret', 'spec.secretStoreRef'],
      ['external-secrets.io/SecretStore', 'spec.provider.doppler.auth.secretRef.dopplerToken'],
      ['gateway.networking.k8s.io/HTTPRoute', 'spec.rules[].backendRefs[]'],
      ['karpenter.sh/NodePool', 'spec.template.spec.nodeClassRef'],
      ['monitoring.coreos.com/ServiceMonitor', 'spec.selector'],
    ] as const)
      expect([...(bare.get(kind) ?? [])], kind).toContain(path)
  })
})
