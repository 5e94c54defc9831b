/** Who may do what on the fake server: a list of grants per user, `*` for anything. */
export interface Grant {
  verbs: readonly string[]
  groups: readonly string[]
  resources: readonly string[]
  /** Absent: the whole cluster. */
  namespaces?: readonly string[]
  /** Objects of these names only: told in reviews, and no right to list. */
  names?: readonly string[]
}

const everything: Grant = { verbs: ['*'], groups: ['*'], resources: ['*'] }

/** Rights by user name; users without an entry are authenticated and may do nothing. */
export class Access {
  readonly #grants = new Map<string, Grant[]>([['admin', [everything]]])

  grant(user: string, ...grants: Grant[]): void {
    this.#grants.set(user, [...(this.#grants.get(user) ?? []), ...grants])
  }

  revoke(user: string): void {
    this.#grants.delete(user)
  }

  allows(user: string, verb: string, group: string, resource: string, namespace: string | null): boolean {
    const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value)
    return (this.#grants.get(user) ?? []).some(
      (grant) =>
        grant.names === undefined &&
        has(grant.verbs, verb) &&
        has(grant.groups, group) &&
        has(grant.resources, resource) &&
        (grant.namespaces === undefined || (namespace !== null && grant.namespaces.includes(namespace))),
    )
  }

  /** The answer to a SelfSubjectRulesReview. */
  rules(user: string, namespace: string): Record<string, unknown>[] {
    return (this.#grants.get(user) ?? [])
      .filter((grant) => grant.namespaces === undefined || grant.namespaces.includes(namespace))
      .map((grant) => ({
        verbs: [...grant.verbs],
        apiGroups: [...grant.groups],
        resources: [...grant.resources],
        ...(grant.names === undefined ? {} : { resourceNames: [...grant.names] }),
      }))
  }
}
