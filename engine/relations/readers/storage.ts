import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/**
 * Reads the Secret of a class's parameters: `csi.storage.k8s.io/<purpose>-secret-name` with `…-namespace` beside it. Names made from the
 * claim or volume (`${pvc.name}`) are no names yet; the volume has the made ones (rule 74).
 */
export function parameterSecret(purpose: string): (value: unknown, holder: Holder) => readonly ReadTarget[] {
  return (value, holder) => {
    const namespace = textAt(holder.object['parameters'], `csi.storage.k8s.io/${purpose}-secret-namespace`)
    if (typeof value !== 'string' || value === '' || namespace === '' || value.includes('${') || namespace.includes('${')) return []
    return [{ namespace, name: value }]
  }
}

/** Reads a PersistentVolume's `spec.csi` as the volume itself: what a Node says is attached to it. */
export function volumeHandle(value: unknown): readonly ReadTarget[] {
  const driver = textAt(value, 'driver')
  const handle = textAt(value, 'volumeHandle')
  return driver === '' || handle === '' ? [] : [{ namespace: '', name: `${driver}/${handle}`, value: handle }]
}

/** Reads a name out of a Node's `status.volumesAttached`: `kubernetes.io/csi/<driver>^<handle>`, else another plugin's own words. */
export function attachedVolume(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const csi = /^kubernetes\.io\/csi\/([^^]+)\^(.+)$/.exec(value)
  return [{ namespace: '', name: csi ? `${csi[1] ?? ''}/${csi[2] ?? ''}` : value, value }]
}

/** Reads an `azureFile` of a PersistentVolume: its Secret is in its own namespace, else in that of the claim. */
export function azureSecret(value: unknown, holder: Holder): readonly ReadTarget[] {
  const name = textAt(value, 'secretName')
  const spec: unknown = holder.object['spec']
  const namespace = textAt(value, 'secretNamespace') || textAt(isRecord(spec) ? spec['claimRef'] : undefined, 'namespace')
  return name === '' || namespace === '' ? [] : [{ namespace, name, value: name }]
}
