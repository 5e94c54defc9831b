import type { KindId } from '../contract/index.ts'
import type { NamespaceChoice } from '../relations/reference.ts'
import { selects } from '../relations/selector.ts'
import type { StoredObject } from '../store/storedObject.ts'

export const namespaceKind: KindId = 'core/Namespace'

/** The labels of namespaces, as the graph knows them: selectors of namespaces are judged by these. */
export class NamespaceLabels {
  readonly #labels = new Map<string, Readonly<Record<string, string>>>()

  /** The labels of a namespace. Every namespace has its name as a label, also when its object may not be seen. */
  of(namespace: string): Readonly<Record<string, string>> {
    return this.#labels.get(namespace) ?? { 'kubernetes.io/metadata.name': namespace }
  }

  /** Whether the labels of a namespace are known. */
  isKnown(namespace: string): boolean {
    return this.#labels.has(namespace)
  }

  put(namespace: StoredObject): void {
    this.#labels.set(namespace.name, namespace.labels)
  }

  delete(name: string): void {
    this.#labels.delete(name)
  }

  /** Whether a selector that looks there sees the objects of a namespace. */
  includes(where: { namespace: string | null; spaces?: NamespaceChoice }, namespace: string): boolean {
    if (where.namespace !== null) return where.namespace === namespace
    return where.spaces === undefined || chooses(where.spaces, namespace, this.of(namespace))
  }
}

/** Whether a choice has a namespace with these labels in it. */
export function chooses(choice: NamespaceChoice, name: string, labels: Readonly<Record<string, string>>): boolean {
  return choice.names.includes(name) || (choice.selector !== null && selects(choice.selector, labels))
}
