import { expect, test } from 'vitest'
import { eventSubjects } from './event.ts'

test('an Event of v1 is about its involvedObject, one of events.k8s.io about what it regards, and about what is related', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1', uid: 'p1' }
  expect(eventSubjects({ involvedObject: pod })).toEqual([{ id: 'core/Pod/shop/web-1', uid: 'p1', role: 'about' }])
  expect(eventSubjects({ regarding: pod, related: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'shop', name: 'web' } })).toEqual(
    [
      { id: 'core/Pod/shop/web-1', uid: 'p1', role: 'about' },
      { id: 'apps/ReplicaSet/shop/web', uid: '', role: 'related' },
    ],
  )
})

test('an Event of a Node is about the Node, whatever namespace is written', () => {
  const involvedObject = { kind: 'Node', namespace: 'default', name: 'n1', uid: 'n1' }
  expect(eventSubjects({ involvedObject })).toEqual([{ id: 'core/Node/_/n1', uid: 'n1', role: 'about' }])
})

test.each([
  {},
  { involvedObject: null },
  { regarding: 'text' },
  { involvedObject: { kind: 'Pod' } },
  { involvedObject: { kind: 7, name: 'x' } },
])('%j is about nothing', (event) => {
  expect(eventSubjects(event)).toEqual([])
})
