import { describe, expect, it } from 'vitest'
import { addAllowance, nodeAllowance, noAllowance, podAllowance } from './allowance.ts'

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
