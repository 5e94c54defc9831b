import type { StoredRecord } from './storedRecord.ts'

type LabelSet = Readonly<Record<string, string>>

/** The records of one namespace by label set, and the label sets by pair. */
class NamespaceLabels {
  readonly groups = new Map<LabelSet, Set<StoredRecord>>()
  readonly pairs = new Map<string, Set<LabelSet>>()
}

/**
 * Which objects of a kind carry a label pair. Pods of a workload share one label set, so sets are indexed instead of objects: the cost is in
 * the number of different sets. Built when first asked, kept up to date from then on.
 */
export class LabelIndex {
  readonly #namespaces = new Map<string, NamespaceLabels>()

  add(record: StoredRecord): void {
    let space = this.#namespaces.get(record.namespace)
    if (space === undefined) this.#namespaces.set(record.namespace, (space = new NamespaceLabels()))
    let group = space.groups.get(record.labels)
    if (group === undefined) {
      space.groups.set(record.labels, (group = new Set()))
      for (const name in record.labels) {
        const pair = pairOf(name, record.labels[name] ?? '')
        const sets = space.pairs.get(pair)
        if (sets === undefined) space.pairs.set(pair, new Set([record.labels]))
        else sets.add(record.labels)
      }
    }
    group.add(record)
  }

  remove(record: StoredRecord): void {
    const space = this.#namespaces.get(record.namespace)
    const group = space?.groups.get(record.labels)
    if (space === undefined || group?.delete(record) !== true || group.size > 0) return
    space.groups.delete(record.labels)
    for (const name in record.labels) {
      const pair = pairOf(name, record.labels[name] ?? '')
      const sets = space.pairs.get(pair)
      sets?.delete(record.labels)
      if (sets?.size === 0) space.pairs.delete(pair)
    }
    if (space.groups.size === 0) this.#namespaces.delete(record.namespace)
  }

  *find(namespace: string | null, name: string, value: string): Generator<StoredRecord> {
    const pair = pairOf(name, value)
    const spaces = namespace === null ? this.#namespaces.values() : [this.#namespaces.get(namespace)]
    for (const space of spaces) {
      const sets = space?.pairs.get(pair)
      if (space === undefined || sets === undefined) continue
      for (const set of sets) yield* space.groups.get(set) ?? []
    }
  }
}

function pairOf(name: string, value: string): string {
  return `${name}\u0000${value}`
}
