import { expect, it } from 'vitest'
import { podAmounts } from './nodeAllocation.ts'

const container = (cpu: string, memory = '1Mi', more: object = {}): object => ({ resources: { requests: { cpu, memory } }, ...more })
const requests = (spec: object): Readonly<Record<string, number>> => podAmounts({ spec }).requests

it('adds up containers and sidecars; an init container counts where it asks for more than they', () => {
  expect(requests({ containers: [container('100m'), container('200m')] })).toMatchObject({ cpu: 0.3, memory: 2 * 1024 * 1024 })
  const sidecar = container('50m', '1Mi', { restartPolicy: 'Always' })
  expect(requests({ containers: [container('100m')], initContainers: [sidecar, container('80m')] })['cpu']).toBe(0.15)
  expect(requests({ containers: [container('100m')], initContainers: [sidecar, container('1')] })['cpu']).toBe(1.05)
  // one that ends before the sidecar begins does not stand beside it
  expect(requests({ containers: [container('100m')], initContainers: [container('1'), sidecar] })['cpu']).toBe(1)
})

it('takes what a Pod sets as a whole, and what its runtime adds', () => {
  const whole = {
    containers: [container('100m')],
    resources: { requests: { cpu: '2' }, limits: { memory: '1Gi' } },
    overhead: { cpu: '10m' },
  }
  expect(podAmounts({ spec: whole })).toEqual({ requests: { cpu: 2.01, memory: 1024 * 1024 }, limits: { memory: 1024 ** 3 } })
})

it('survives what is no Pod', () => {
  for (const spec of [null, 7, { containers: 'x' }, { containers: [{ resources: { requests: { cpu: 'much', __proto__: 1 } } }] }])
    expect(podAmounts({ spec }).requests).toEqual({})
})
