import { describe, expect, it } from 'vitest'
import { parseObjectId } from '../contract/index.ts'
import { speaksOf, uidsOf } from './eventTarget.ts'

const refOf = (id: string) => parseObjectId(id) ?? { kind: '', namespace: '', name: '' }

describe('whom an event is about', () => {
  it('goes by the uid, by any where none is known, and holds for events that name none', () => {
    const known = uidsOf(refOf('core/Pod/shop/web'), 'u-2', {})
    expect([speaksOf('u-2', known), speaksOf('u-1', known), speaksOf('', known)]).toEqual([true, false, true])
    expect(speaksOf('u-1', uidsOf(refOf('core/Pod/shop/web'), '', {}))).toBe(true)
  })

  it('is a Node by its name, and a static Pod by the hash of its file, as kubelets call them', () => {
    expect([...uidsOf(refOf('core/Node/_/node-1'), 'u-1', {})]).toEqual(['u-1', 'node-1'])
    const body = { metadata: { annotations: { 'kubernetes.io/config.mirror': 'abc' } } }
    expect([...uidsOf(refOf('core/Pod/kube-system/etcd'), 'u-1', body)]).toEqual(['u-1', 'abc'])
    expect([...uidsOf(refOf('apps/Deployment/shop/web'), 'u-1', body)]).toEqual(['u-1'])
    expect([...uidsOf(refOf('core/Pod/shop/web'), 'u-1', { metadata: { annotations: 7 } })]).toEqual(['u-1'])
  })
})
