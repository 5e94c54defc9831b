import type { KindId } from '../contract/index.ts'
import { namesBy } from './readers/namedObjects.ts'
import { kindOfResource, kindsAmong, type ResourceKind } from './readers/resourceKind.ts'
import { roleNames } from './rbac.ts'
import type { RuleBook } from './ruleBook.ts'

/** What discovery tells of a kind, as far as roles speak of it. */
export interface ServedResource {
  id: KindId
  group: string
  resource: string
  namespaced: boolean
}

/** Readings of what runs at the moment have the names of what they are about, and are no objects that a role is for. */
const readings = 'metrics.k8s.io'

/**
 * Keeps what roles name (rule 84) equal to what a cluster serves: a role names resources, and of those that Kubernetes does not have itself
 * (custom resources, aggregated APIs) only discovery knows the kind.
 */
export class ServedResources {
  readonly #book: RuleBook
  #known = ''

  constructor(book: RuleBook) {
    this.#book = book
  }

  /** Takes over all that is served now. */
  learn(kinds: Iterable<ServedResource>): void {
    const found: ResourceKind[] = []
    for (const { id, group, resource, namespaced } of kinds)
      if (group !== readings && kindOfResource(group, resource) === undefined) found.push({ id, group, resource, namespaced })
    found.sort((a, b) => (a.id < b.id ? -1 : 1))
    const known = JSON.stringify(found)
    if (known === this.#known) return
    this.#known = known
    const read = namesBy((group, resource) => kindsAmong(found, group, resource))
    for (const kind of roleNames.from)
      this.#book.setDerived(kind, found.length === 0 ? [] : [{ ...roleNames, match: { ...roleNames.match, read } }])
  }
}
