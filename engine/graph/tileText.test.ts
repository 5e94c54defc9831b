import { describe, expect, test } from 'vitest'
import { kindFor } from '../kinds/index.ts'
import { tileRatio, tileText } from './tileText.ts'

function say(kind: string, object: Record<string, unknown>): string {
  const own = kindFor(kind)
  if (!own) throw new Error(kind)
  return tileText(kind, own.columns, own.read({ metadata: { name: 'x', namespace: 'shop' }, ...object }, 0).cells)
}

describe('what a tile says beside its name, by the real columns of its kind', () => {
  test.each([
    ['core/Service', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }, { port: 443 }] } }, ':80 +1'],
    ['core/Service', { spec: { type: 'ExternalName', externalName: 'example.org' } }, 'external'],
    ['core/Service', { spec: {} }, ''],
    ['core/ConfigMap', { data: { a: '1' } }, '1 key'],
    ['core/Secret', { data: { a: '', b: '' } }, '2 keys'],
    ['core/PersistentVolumeClaim', { spec: { volumeName: 'v' }, status: { phase: 'Bound', capacity: { storage: '10Gi' } } }, '10Gi'],
    ['batch/CronJob', { spec: { schedule: '0 3 * * *' } }, '0 3 * * *'],
    [
      'apps/Deployment',
      {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'a', image: 'registry.example/shop/web:1.2@sha256:ab' },
                { name: 'b', image: 'proxy' },
              ],
            },
          },
        },
      },
      'web:1.2, proxy',
    ],
    ['networking.k8s.io/Ingress', { spec: { rules: [{ host: 'a.example' }, { host: 'b.example' }] } }, 'a.example +1'],
    [
      'autoscaling/HorizontalPodAutoscaler',
      { spec: { minReplicas: 2, maxReplicas: 8, scaleTargetRef: { kind: 'Deployment', name: 'web' } } },
      '2–8',
    ],
    ['policy/PodDisruptionBudget', { spec: { maxUnavailable: '25%' } }, 'max 25%'],
    ['core/Node', {}, ''],
  ])('%s %j: %s', (kind, object, text) => {
    expect(say(kind, object)).toBe(text)
  })

  test('ready of wanted comes from the ratio, or from the figures of a DaemonSet', () => {
    const ratio = (kind: string, object: Record<string, unknown>) => {
      const own = kindFor(kind)
      return own && tileRatio(own.columns, own.read({ metadata: { name: 'x' }, ...object }, 0).cells)
    }
    expect(ratio('apps/Deployment', { spec: { replicas: 3 }, status: { readyReplicas: 2 } })).toEqual({ have: 2, want: 3 })
    expect(ratio('apps/DaemonSet', { status: { desiredNumberScheduled: 5, numberReady: 4 } })).toEqual({ have: 4, want: 5 })
    expect(ratio('core/ConfigMap', {})).toBeNull()
  })
})
