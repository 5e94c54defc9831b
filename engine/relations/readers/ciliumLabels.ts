/** The key by which a Cilium selector names a Pod's namespace. */
export const namespaceKey = 'io.kubernetes.pod.namespace'
/** What the labels of a Pod's namespace begin with in a Cilium selector. */
export const namespaceLabel = 'io.cilium.k8s.namespace.labels.'

/** A key of a Cilium selector without where the label comes from, which ends with a colon (`k8s:app`, `any:app`). */
export function bareKey(key: string): string {
  return key.replace(/^(?:k8s|any):/, '')
}
