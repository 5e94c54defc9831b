import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import { demoRow } from '../../tests/support/demo/demoRows.ts'
import { DemoDesktop } from '../../tests/support/demoDesktop.ts'
import { useClusters } from './clusters.ts'
import { useConnection } from './connection.ts'
import { provideLink } from './link.ts'
import { useLinks } from './links.ts'
import { useNotices } from './notices.ts'
import { usePlaces } from './places.ts'
import { useSelection } from './selection.ts'
import { useSession } from './session.ts'

let client: DemoClient
let desktop: DemoDesktop
const told = (): string =>
  useNotices()
    .notices.map(({ what, error }) => `${what} ${error?.message ?? ''}`)
    .join('\n')
const name = (id: string): string => useClusters().get(id)?.name ?? ''

beforeEach(async () => {
  localStorage.clear()
  setActivePinia(createPinia())
  client = new DemoClient()
  desktop = new DemoDesktop()
  provideLink(client, desktop)
  await useConnection().start(useSession().welcome)
})
afterEach(() => {
  useConnection().stop()
})

it('a link that was copied leads back to the same view and object', async () => {
  await useClusters().open('ctx-eu')
  usePlaces().go({ view: 'rows', cluster: 'ctx-eu', kind: 'core/Pod' })
  useSelection().select('ctx-eu', demoRow(0).id)
  await useLinks().copy()
  const [link = ''] = desktop.copied
  expect(link).toContain(encodeURIComponent(name('ctx-eu')))
  usePlaces().go({ view: 'ledger', cluster: 'ctx-eu' })
  useSelection().clear()
  useLinks().open(link)
  expect(usePlaces().place).toEqual({ view: 'rows', cluster: 'ctx-eu', kind: 'core/Pod' })
  expect([useSelection().id, useSelection().drawer]).toEqual([demoRow(0).id, true])
})

it('a link opens no cluster: it waits until a person has', async () => {
  client.calls.length = 0
  useLinks().open(`kubilitics://${encodeURIComponent(name('ctx-eu'))}/topology`)
  await nextTick()
  expect(client.calls.map(({ method }) => method)).not.toContain('openCluster')
  expect(usePlaces().place).toEqual({ view: 'clusters' })
  expect(useSelection().home).toBe('ctx-eu')
  expect(told()).toMatch(/which is not open/)
  await useClusters().open('ctx-eu')
  await nextTick()
  expect(usePlaces().place).toEqual({ view: 'topology', cluster: 'ctx-eu', object: null })
  expect(told()).toBe('')
})

it('a link that is none, or of a cluster that is not known, says so and leads nowhere', () => {
  client.calls.length = 0
  useLinks().open('kubilitics://prod/rows/core/Pod/shop/web?delete=1')
  expect(told()).toMatch(/could not be followed .*only leads somewhere/)
  useLinks().open('kubilitics://no-such-cluster/rows/core/Pod')
  expect(told()).toMatch(/No cluster here is called no-such-cluster/)
  useLinks().open(`kubilitics://a\u202egpj\n\0${'x'.repeat(9000)}`)
  expect(told()).not.toMatch(/[\0\u202e]/)
  expect(usePlaces().place).toEqual({ view: 'clusters' })
  expect(client.calls).toEqual([])
})
