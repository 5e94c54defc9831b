import type { RawObject } from './memoryReader.ts'

/** One change of one object, as a person or a controller makes it. */
export interface OneChange {
  what: 'pod' | 'replicas' | 'config' | 'deployment' | 'gone'
  /** The namespace it is in, and the name of the application it is about. */
  namespace: string
  app: string
  put: readonly RawObject[]
  removed: readonly RawObject[]
}

const kinds = ['pod', 'replicas', 'config', 'deployment', 'gone'] as const

/** A change for a number: the same number, the same change. Every fifth is of one kind. */
export function oneChange(objects: readonly RawObject[], nth: number, random: () => number): OneChange {
  const what = kinds[nth % kinds.length] ?? 'pod'
  const deployments = objects.filter((o) => o['kind'] === 'Deployment')
  const of = deployments[Math.floor(random() * deployments.length)] as RawObject // there are some
  const { namespace, name: app, uid, labels } = of['metadata'] as Record<string, any>
  const change = { what, namespace: String(namespace), app: String(app), removed: [] }
  const name = `new-${nth}`
  switch (what) {
    case 'pod': {
      const set = objects.find((o) => o['kind'] === 'ReplicaSet' && o['metadata'].ownerReferences?.[0]?.uid === uid)
      const owner = {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: set?.['metadata'].name,
        uid: set?.['metadata'].uid,
        controller: true,
      }
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, uid: name, labels, ownerReferences: set ? [owner] : [] },
        spec: of['spec'].template.spec,
        status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }] },
      }
      return { ...change, put: [pod] }
    }
    case 'replicas':
      return { ...change, put: [{ ...of, spec: { ...of['spec'], replicas: Number(of['spec'].replicas ?? 1) + 1 } }] }
    case 'config': {
      const spec = of['spec'].template.spec as Record<string, any>
      const volumes = [...((spec['volumes'] as unknown[] | undefined) ?? []), { name: 'more', configMap: { name } }]
      const using = { ...of, spec: { ...of['spec'], template: { ...of['spec'].template, spec: { ...spec, volumes } } } }
      return { ...change, put: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, uid: name }, data: {} }, using] }
    }
    case 'deployment': {
      const meta = { ...of['metadata'], name, uid: name, labels: { app: name } }
      return { ...change, put: [{ ...of, metadata: meta }] }
    }
    case 'gone':
      return { ...change, put: [], removed: [of] }
  }
}
