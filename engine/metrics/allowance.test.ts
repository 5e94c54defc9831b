import { describe, expect, it } from 'vitest'
import { addAllowance, nodeAllowance, noAllowance, podAllowance, podReservation } from './allowance.ts'

const container = (requests?: object, limits?: object): object => ({ resources: { requests, limits } })

describe('what a Pod may use', () => {
  it('is the sum of its containers and sidecars, not of init containers that end', () => {
    const body = {
      spec: {
        containers: [container({ cpu: '100m', memory: '64Mi' }, { memory: '128Mi' }), container({ cpu: 1 }, { cpu: '2', memory: '1Gi' })],
        initContainers: [
          { ...container({ cpu: '500m' }, { cpu: '1', memory: '10Mi' }), restartPolicy: 'Always' },
          container({ cpu: '64' }, { memory: '64Gi' }),
        ],
      },
    }
    expect(podAllowance(body)).toEqual({
      cpuRequest: 1.6,
      cpuLimit: null, // the first container has none, so the Pod has none
      memoryRequest: 64 * 2 ** 20,
      memoryLimit: (128 + 1024 + 10) * 2 ** 20,
    })
  })

  it('is what the Pod sets as a whole, where it does', () => {
    const body = { spec: { containers: [container({ cpu: '1' })], resources: { requests: { cpu: '3' }, limits: { cpu: '4' } } } }
    expect(podAllowance(body)).toMatchObject({ cpuRequest: 3, cpuLimit: 4, memoryRequest: null })
  })

  it.each([{}, { spec: null }, { spec: { containers: 'many' } }, { spec: { containers: [null, { resources: [] }] } }])(
    'is unknown where %j says nothing that can be read',
    (body) => {
      expect(podAllowance(body)).toEqual(noAllowance)
      expect(nodeAllowance(body)).toEqual(noAllowance)
    },
  )

  it('adds up over Pods; one without a limit leaves them all without', () => {
    const one = { cpuRequest: 1, cpuLimit: 2, memoryRequest: null, memoryLimit: 8 }
    const two = { cpuRequest: null, cpuLimit: null, memoryRequest: 4, memoryLimit: 8 }
    expect(addAllowance(addAllowance(null, one), two)).toEqual({ cpuRequest: 1, cpuLimit: null, memoryRequest: 4, memoryLimit: 16 })
  })
})

describe('what a Pod holds of its node', () => {
  const held = (spec: object, resource: 'cpu' | 'memory' = 'cpu') => podReservation({ spec }, resource)

  it('is what its containers and sidecars ask for, or an init container with the sidecars before it, if that is more', () => {
    const containers = [container({ cpu: '100m' }, { cpu: '1' }), container({ cpu: '200m' })]
    expect(held({ containers })).toEqual({ request: expect.closeTo(0.3), limit: 1, open: true })
    const sidecar = { ...container({ cpu: '50m' }, { cpu: '50m' }), restartPolicy: 'Always' }
    expect(held({ containers, initContainers: [sidecar, container({ cpu: '2' })] }).request).toBeCloseTo(2.05)
    // before the sidecar ran the init container was alone
    expect(held({ containers, initContainers: [container({ cpu: '2' }), sidecar] }).request).toBeCloseTo(2)
    expect(held({ containers, initContainers: [container({ cpu: '10m' }), sidecar] }).request).toBeCloseTo(0.35)
  })

  it('is what the Pod sets as a whole, where it does, and the overhead of its runtime class', () => {
    const containers = [container({ memory: '64Mi' })]
    const overhead = { memory: '16Mi', cpu: '250m' }
    expect(held({ containers, overhead }, 'memory')).toEqual({ request: 80 * 2 ** 20, limit: 0, open: true })
    const resources = { requests: { memory: '1Gi' }, limits: { memory: '2Gi' } }
    expect(held({ containers, resources }, 'memory')).toEqual({ request: 2 ** 30, limit: 2 ** 31, open: false })
  })

  it('is nothing where nothing can be read', () => {
    for (const spec of [null, 'x', { containers: 'many', initContainers: [null], overhead: [] }])
      expect(podReservation({ spec }, 'cpu').request).toBe(0)
  })
})
