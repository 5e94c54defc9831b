import { describe, expect, it } from 'vitest'
import { keptRevision, keptTemplate, presentTemplate, statedRevision } from './rollout.ts'

const template = (image: string, extra: Record<string, string> = {}) => ({
  metadata: { creationTimestamp: null, labels: { app: 'web', ...extra } },
  spec: { initContainers: [{ name: 'init', image: 'init:1' }], containers: [{ name: 'web', image }] },
})

describe('a ReplicaSet of a Deployment', () => {
  const set = {
    metadata: {
      name: 'web-7c9',
      annotations: {
        'deployment.kubernetes.io/revision': '5',
        'deployment.kubernetes.io/revision-history': '1,3',
        'kubernetes.io/change-cause': 'back again',
      },
    },
    spec: { replicas: 3, template: template('web:1', { 'pod-template-hash': '7c9' }) },
    status: { readyReplicas: 2 },
  }

  it('keeps a revision with the numbers that it had before', () => {
    expect(keptRevision('apps/ReplicaSet', 'apps/Deployment', set)).toEqual({
      revision: 5,
      changeCause: 'back again',
      images: ['init:1', 'web:1'],
      formerly: [1, 3],
      replicas: { desired: 3, ready: 2 },
      podHash: '',
    })
  })

  it('has the template of the Deployment, but for the label that tells its Pods apart', () => {
    expect(keptTemplate('apps/ReplicaSet', set)).toEqual(
      presentTemplate({ metadata: { name: 'web' }, spec: { template: template('web:1') } }),
    )
  })

  it('without a number is no revision', () => {
    expect(keptRevision('apps/ReplicaSet', 'apps/Deployment', { metadata: { name: 'x' } })).toBeNull()
    const odd = { metadata: { name: 'x', annotations: { 'deployment.kubernetes.io/revision': '-1' } } }
    expect(keptRevision('apps/ReplicaSet', 'apps/Deployment', odd)).toBeNull()
  })
})

describe('a ControllerRevision', () => {
  const kept = {
    metadata: { name: 'db-5d9', labels: { 'controller-revision-hash': '5d9' } },
    revision: 2,
    data: { spec: { template: { $patch: 'replace', ...template('db:2') } } },
  }

  it('is told apart by the name that a StatefulSet, the hash that a DaemonSet writes on its Pods', () => {
    expect(keptRevision('apps/ControllerRevision', 'apps/StatefulSet', kept)?.podHash).toBe('db-5d9')
    expect(keptRevision('apps/ControllerRevision', 'apps/DaemonSet', kept)?.podHash).toBe('5d9')
  })

  it('holds a patch, whose mark is no part of the template', () => {
    expect(keptTemplate('apps/ControllerRevision', kept)).not.toHaveProperty('$patch')
    expect(keptTemplate('apps/ControllerRevision', kept).spec.containers[0].image).toBe('db:2')
  })

  it('of anything else says nothing that could not be read', () => {
    expect(keptRevision('apps/ControllerRevision', 'apps/StatefulSet', { metadata: { name: 'x' }, data: 7 })).toMatchObject({
      revision: 0,
      images: [],
    })
  })
})

describe('what is rolled out', () => {
  it('is a number of a Deployment, a name of a StatefulSet, and the newest of a DaemonSet', () => {
    const deployment = { metadata: { name: 'a', annotations: { 'deployment.kubernetes.io/revision': '4' } } }
    expect(statedRevision('apps/Deployment', deployment)).toBe(4)
    expect(statedRevision('apps/StatefulSet', { metadata: { name: 'a' }, status: { updateRevision: 'a-1' } })).toBe('a-1')
    expect(statedRevision('apps/DaemonSet', { metadata: { name: 'a' } })).toBeNull()
  })
})
