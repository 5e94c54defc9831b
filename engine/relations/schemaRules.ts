import { kindId, type EdgeCategory, type KindId } from '../contract/index.ts'
import { isRecord, join } from './fieldPath.ts'
import { podSpecPaths } from './index.ts'
import { elsewhere } from './readers/elsewhere.ts'
import { kindBeside } from './readers/kindBeside.ts'
import type { Match, Naming, Rule } from './rule.ts'

/**
 * References read out of the OpenAPI schema of a custom resource (rule 126): operators name their fields after what they hold. What is found so
 * is inferred: nobody declared that `secretRef` names a Secret beside it, though it nearly always does.
 */
export interface SchemaReading {
  /** The kind that the definition defines; null when it does not say. */
  kind: KindId | null
  rules: readonly Rule[]
  /** Fields looked at. */
  fields: number
  /** What of the schema was not looked at, as a sentence; null when it was read to its end. */
  unread: string | null
}

/** Bounds of one definition. The largest known (Argo CD's ApplicationSet) has 14,000 fields, 60 levels deep, and 1,100 of them refer to something. */
const mostFields = 60_000
const deepest = 100
const mostRules = 3_000

/** A place in a schema that is still to be looked at. */
interface Place {
  schema: unknown
  path: string
  /** The name of the field, and whether it is a list of what the schema says. */
  key: string
  depth: number
}

/** What a field refers to, by its name and form. */
interface Found {
  to: KindId
  match: Match
  category: EdgeCategory
  relationshipType?: string
}

/**
 * Reads all served versions of a CustomResourceDefinition. `covered` are the paths that other rules read in objects of the kind: they know better.
 * A schema is a stranger's: its size, depth and number of finds are bounded, and what went beyond is told.
 */
export function readSchema(definition: Readonly<Record<string, any>>, coveredBy: (kind: KindId) => readonly Rule[]): SchemaReading {
  const spec: unknown = definition['spec']
  const names: unknown = isRecord(spec) ? spec['names'] : undefined
  if (!isRecord(spec) || !isRecord(names) || typeof spec['group'] !== 'string' || typeof names['kind'] !== 'string')
    return { kind: null, rules: [], fields: 0, unread: null }
  const group = spec['group']
  const kind = kindId(group, names['kind'])
  const namespaced = spec['scope'] !== 'Cluster'
  const known = coveredBy(kind).filter((rule) => rule.from !== 'podTemplate')
  const covered = coveredPaths(known)
  // Policies are told by the group in their `targetRef` (rule 62): one without is left to its schema.
  const coveredAlways = coveredPaths(known.filter((rule) => rule.id !== 62 || rule.from !== '*'))
  // The rules of pod templates know all that is in one.
  if (Object.hasOwn(podSpecPaths, kind)) for (const paths of [covered, coveredAlways]) paths.add(`${podSpecPaths[kind] ?? ''}.`)
  const reading = { kind, rules: new Map<string, Rule>(), fields: 0, tooDeep: 0, unnameable: 0 }
  const todo: Place[] = []
  for (const version of Array.isArray(spec['versions']) ? (spec['versions'] as unknown[]) : []) {
    if (!isRecord(version) || version['served'] === false || !isRecord(version['schema'])) continue
    todo.push({ schema: version['schema']['openAPIV3Schema'], path: '', key: '', depth: 0 })
  }
  // Breadth first: what is cut off by a bound is what lies deepest.
  let at = 0
  for (; at < todo.length && reading.fields < mostFields && reading.rules.size < mostRules; at++) {
    const place = todo[at]
    if (place === undefined || !isRecord(place.schema)) continue
    reading.fields += 1
    const paths = isText(propertiesOf(place.schema), 'group') ? covered : coveredAlways
    const found = paths.has(place.path) ? null : refersTo(place, group, namespaced)
    if (found !== null && !reading.rules.has(place.path) && !covers(paths, place.path, found.match))
      reading.rules.set(place.path, ruleAt(kind, place.path, found))
    // What a reference holds is no reference once more; what another rule reads as a whole is its own business.
    if (found !== null || paths.has(`${place.path}.`)) continue
    if (place.depth >= deepest) reading.tooDeep += hasFields(place.schema) ? 1 : 0
    else reading.unnameable += addFields(todo, place)
  }
  const left = todo.length - at
  const rules = [...reading.rules.values()]
  const unread = [
    ...(left > 0 ? [`${left} fields beyond the first ${reading.fields} (${rules.length} references)`] : []),
    ...(reading.tooDeep > 0 ? [`${reading.tooDeep} fields deeper than ${deepest} levels`] : []),
    ...(reading.unnameable > 0 ? [`${reading.unnameable} fields whose names no path can say`] : []),
  ]
  return {
    kind,
    rules,
    fields: reading.fields,
    unread: unread.length === 0 ? null : `Not read in the schema of ${kind}: ${unread.join('; ')}.`,
  }
}

/** Goes on to the fields of a place, and to the items of a list. Maps with keys of their own have no paths. Gives the number of fields without one. */
function addFields(todo: Place[], { schema, path, depth }: Place): number {
  if (!isRecord(schema)) return 0
  const { properties, items } = schema
  let unnameable = 0
  if (isRecord(properties)) {
    for (const key of Object.keys(properties)) {
      if (depth === 0 && notSaid.has(key)) continue
      if (!nameable.test(key)) unnameable += 1
      else todo.push({ schema: properties[key], path: join(path, key), key, depth: depth + 1 })
    }
  }
  // A list in a list has no path either.
  if (isRecord(items) && !path.endsWith('[]')) todo.push({ schema: items, path: `${path}[]`, key: lastKey(path), depth: depth + 1 })
  return unnameable
}

/** What stands here is either every object's, or said by a controller and no one's wish. */
const notSaid = new Set(['apiVersion', 'kind', 'metadata', 'status', 'operation'])
const nameable = /^[^"[\]\p{Cc}]{1,200}$/u

function hasFields(schema: unknown): boolean {
  return isRecord(schema) && (isRecord(schema['properties']) || isRecord(schema['items']))
}

function lastKey(path: string): string {
  const key = /(?:^|\.)([A-Za-z0-9_-]+)$|\["([^"]+)"\]$/.exec(path)
  return key?.[1] ?? key?.[2] ?? ''
}

function ruleAt(kind: KindId, path: string, { to, match, category, relationshipType = 'refers to' }: Found): Rule {
  return { id: 126, variant: path, from: [kind], to, at: [path], match, relationshipType, category, confidence: 'inferred' }
}

const named = (to: KindId, category: EdgeCategory, scope: 'same' | 'none' = 'same'): Found => ({
  to,
  category,
  match: { by: 'name', namespace: scope },
})

/** Fields that hold the name itself. */
const nameFields: readonly (readonly [RegExp, Found])[] = [
  [/^secretName$|SecretName$|^secretNames$|^secretRefs?$|SecretRef$/, named('core/Secret', 'configuration')],
  [/^configMapName$|ConfigMapName$|^configMapRefs?$|ConfigMapRef$/, named('core/ConfigMap', 'configuration')],
  [/^serviceAccountName$|ServiceAccountName$|^serviceAccountRef$/, named('core/ServiceAccount', 'identity')],
  [/^storageClassName$|StorageClassName$|^storageClass$/, named('storage.k8s.io/StorageClass', 'storage', 'none')],
  [/^(persistentVolumeClaim|pvc)Name$|^existingClaim$/, named('core/PersistentVolumeClaim', 'storage')],
  [/^priorityClassName$/, named('scheduling.k8s.io/PriorityClass', 'scheduling', 'none')],
  [/^runtimeClassName$/, named('node.k8s.io/RuntimeClass', 'scheduling', 'none')],
  [/^ingressClassName$/, named('networking.k8s.io/IngressClass', 'traffic', 'none')],
]

/** Fields that hold an object with a name in it, and perhaps a key and a namespace. */
const objectFields: readonly (readonly [RegExp, KindId, EdgeCategory])[] = [
  [/^secret$|[sS]ecret(Key)?(Ref|Refs|Reference|Selector)$|[a-z]Secret$|^imagePullSecrets$/, 'core/Secret', 'configuration'],
  [/^configMap$|[cC]onfigMap(Key)?(Ref|Refs|Reference|Selector)$/, 'core/ConfigMap', 'configuration'],
  [/^serviceAccount$|[sS]erviceAccount(Ref|Reference)$/, 'core/ServiceAccount', 'identity'],
  [/^(pvc|persistentVolumeClaim)(Ref|Reference)$/, 'core/PersistentVolumeClaim', 'storage'],
  [/^[sS]ervice(Ref|Reference)$/, 'core/Service', 'traffic'],
]

/** `secretRef: {clientId: {name, key}}`: what is inside of a `secretRef` and has a name and a key is one. */
const inSecretRef = /(^s|S|\.s)ecretRef\.[^.[]+$/
const keyOfSecret = [null, 'core/Secret', 'configuration'] as const

const reference = /(^r|R)ef(erence)?s?$/

/** Null: the field refers to nothing that is known. */
function refersTo({ schema, key, path }: Place, group: string, namespaced: boolean): Found | null {
  if (!isRecord(schema) || key === '') return null
  if (schema['type'] === 'string') {
    const found = nameFields.find(([form]) => form.test(key))?.[1]
    // Of an object without a namespace a name beside it says nothing.
    return found !== undefined && (namespaced || isNamedAnywhere(found.match)) ? found : null
  }
  const fields: unknown = schema['properties']
  if (!isRecord(fields)) return null
  const has = (name: string): boolean => isText(fields, name)
  if (has('name') && has('kind') && reference.test(key)) return objectReference(fields, key, group, namespaced)
  if (has('name') && !has('kind')) {
    const known = objectFields.find(([form]) => form.test(key)) ?? (has('key') && inSecretRef.test(path) ? keyOfSecret : undefined)
    if (known === undefined || !(namespaced || has('namespace'))) return null
    const [, to, category] = known
    if (!namespaced) return { to, category, match: { by: 'read', read: elsewhere } }
    const namespace = has('namespace') ? ({ field: 'namespace', or: 'same' } as const) : 'same'
    return { to, category, match: { by: 'name', field: 'name', namespace, ...more(fields) } }
  }
  if (isRecord(fields['matchLabels']) && (path === 'spec.selector' || (key === 'podSelector' && !path.endsWith('[]'))))
    return selected(namespaced)
  return null
}

function objectReference(fields: Record<string, unknown>, key: string, group: string, namespaced: boolean): Found | null {
  const has = (name: string): boolean => isText(fields, name)
  // Whether what a cluster-scoped object names without a namespace has one, nobody says: claimed only where it is there without.
  const namespace = has('namespace') ? { namespace: 'namespace' } : namespaced ? {} : { tentative: true as const }
  const category: EdgeCategory = /scaleTarget/i.test(key)
    ? 'scaling'
    : /target/i.test(key)
      ? 'policy'
      : /parent|backend|sink|subscriber/i.test(key)
        ? 'traffic'
        : 'configuration'
  const form = { by: 'object', kind: 'kind', name: 'name', ...namespace } as const
  const by = (at: Match): Found => ({ to: '*', category, match: at })
  if (has('apiVersion')) return by({ ...form, group: { apiVersion: 'apiVersion' } })
  if (has('apiGroup')) return by({ ...form, group: { field: 'apiGroup' } })
  if (has('group')) return by({ ...form, group: { field: 'group' } })
  return by({ by: 'read', read: kindBeside(group), ...('tentative' in namespace ? namespace : {}) })
}

function more(fields: Record<string, unknown>): Pick<Naming, 'part' | 'optional'> {
  const optional = fields['optional']
  return {
    ...(isText(fields, 'key') ? { part: 'key' } : {}),
    ...(isRecord(optional) && optional['type'] === 'boolean' ? { optional: { field: 'optional' } } : {}),
  }
}

/** Nobody knows what an empty one means here, so that it selects nothing; what is selected is one set, whatever its size. */
function selected(namespaced: boolean): Found {
  return {
    to: 'core/Pod',
    category: 'policy',
    relationshipType: 'selects',
    match: { by: 'selector', form: 'selector', empty: 'none', absent: 'none', asSet: true, ...(namespaced ? {} : { namespaces: 'all' }) },
  }
}

function isNamedAnywhere(match: Match): boolean {
  return match.by === 'name' && match.namespace === 'none'
}

function propertiesOf(schema: Record<string, unknown>): Record<string, unknown> {
  return isRecord(schema['properties']) ? schema['properties'] : {}
}

function isText(fields: Record<string, unknown>, name: string): boolean {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return isRecord(field) && field['type'] === 'string'
}

/**
 * The paths that rules read, with alternatives written out. One that ends in a dot is read with all there is below it.
 */
function coveredPaths(rules: readonly Rule[]): Set<string> {
  const paths = new Set<string>()
  for (const { at, match } of rules) {
    for (const path of at.flatMap(writtenOut)) {
      const field = 'field' in match ? match.field : match.by === 'object' ? match.name : undefined
      // A selector's field is beside others; a reference's name is all that the value is about.
      if (match.by !== 'selector' || field === undefined) paths.add(path)
      if (field !== undefined) paths.add(`${path}.${field}`)
      if (match.by === 'read') paths.add(`${path}.`)
    }
  }
  return paths
}

/** A rule may read the name inside of what was found, or that of which this is the name. */
function covers(covered: ReadonlySet<string>, path: string, match: Match): boolean {
  const field = 'field' in match ? match.field : match.by === 'object' ? match.name : undefined
  return covered.has(`${path}.${field ?? 'name'}`)
}

function writtenOut(path: string): readonly string[] {
  const choice = /\(([^)]+)\)/.exec(path)
  if (choice === null) return [path]
  const [before, after] = [path.slice(0, choice.index), path.slice(choice.index + choice[0].length)]
  return (choice[1] ?? '').split('|').flatMap((each) => writtenOut(`${before}${each}${after}`))
}
