import { kindId, kindName, type KindId } from '../contract/index.ts'
import { isRecord } from './fieldPath.ts'
import { textAt } from './readers/podSpec.ts'
import type { RuleBook } from './ruleBook.ts'
import type { Condition, ReadSet, Rule } from './rule.ts'

const group = 'admissionregistration.k8s.io'

/** Policies whose bindings name parameters, of a kind that only the policy tells. */
export const policyKinds: ReadonlySet<KindId> = new Set([`${group}/ValidatingAdmissionPolicy`, `${group}/MutatingAdmissionPolicy`])

/**
 * Keeps the rules of `spec.paramRef` (rule 90) equal to the policies that a cluster holds: a binding names parameters by name, namespace and
 * labels, and the kind of them stands in the policy that it puts in force.
 */
export class PolicyParameters {
  readonly #book: RuleBook
  /** Kind of parameters by the policy's kind and name. */
  readonly #of = new Map<KindId, Map<string, KindId>>()

  constructor(book: RuleBook) {
    this.#book = book
  }

  /** Reads a policy, new or changed; null: it is gone. */
  learn(policyKind: KindId, name: string, policy: Readonly<Record<string, any>> | null): void {
    const spec: unknown = policy?.['spec']
    const written = isRecord(spec) ? spec['paramKind'] : undefined
    const version = textAt(written, 'apiVersion')
    const word = textAt(written, 'kind')
    const to = word === '' ? undefined : kindId(version.includes('/') ? version.slice(0, version.indexOf('/')) : '', word)
    const policies = this.#of.get(policyKind) ?? new Map<string, KindId>()
    if (policies.get(name) === to) return
    if (to === undefined) policies.delete(name)
    else policies.set(name, to)
    this.#of.set(policyKind, policies)
    const rules = [...policies]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([policyName, kind]) => this.#rules(policyKind, policyName, kind))
    this.#book.setDerived(`${policyKind}Binding`, rules)
  }

  #rules(policyKind: KindId, policyName: string, to: KindId): readonly Rule[] {
    const ofPolicy: Condition = { path: 'spec.policyName', equals: policyName }
    const rule = {
      id: 90,
      variant: 'params',
      from: [`${policyKind}Binding`],
      to,
      at: ['spec.paramRef'],
      relationshipType: 'takes parameters from',
      category: 'admission',
      confidence: 'declared',
    } as const
    // Without a namespace the parameters are those in the namespace of each request: no one object is named.
    const placed: readonly Condition[] = this.#book.isClusterScoped(to) ? [] : [{ path: 'spec.paramRef.namespace', is: 'present' }]
    const named = { by: 'name', field: 'name', namespace: { field: 'namespace' } } as const
    const notFound = 'spec.paramRef.parameterNotFoundAction'
    return [
      { ...rule, match: named, when: [ofPolicy, ...placed, { path: notFound, not: 'Allow' }] },
      { ...rule, match: { ...named, optional: true }, when: [ofPolicy, ...placed, { path: notFound, equals: 'Allow' }] },
      { ...rule, match: { by: 'read', read: (value) => selectedParameters(value, to) }, when: [ofPolicy] },
    ]
  }
}

function selectedParameters(value: unknown, kind: KindId): readonly ReadSet[] {
  if (!isRecord(value) || !isRecord(value['selector'])) return []
  const namespace = textAt(value, 'namespace')
  const where = namespace === '' ? 'all' : { names: [namespace] }
  return [
    {
      kind,
      select: value['selector'],
      namespaces: where,
      at: 'selector',
      ...(namespace === '' ? {} : { value: `${kindName(kind)}s in ${namespace}` }),
    },
  ]
}
