import { internalError } from '../fakeApiServer/status.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { banner, contextId, openKind, press, rowOf, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** WCAG 2.1 A and AA, as far as a program can see it, on every screen and in the states that matter, in both themes. */
// every screen in both themes: many checks to a test
test.slow()
let cluster: FakeCluster
let app: RunningApp
let file: string

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 60, others: 120 })
  const { server } = cluster
  const resources = [...server.etcd.collections()].map(({ resource }) => resource.resource).filter((name) => name !== 'secrets')
  server.access.grant('viewer', { verbs: ['get', 'list', 'watch'], groups: ['*'], resources })
  server.faults.arm({
    when: ({ resource }) => resource === 'ingresses',
    times: Infinity,
    action: { type: 'status', answer: internalError() },
  })
  file = cluster.kubeconfig([
    cluster.context('fleet', { login: 'viewer' }),
    { ...cluster.context('dead'), server: 'https://127.0.0.1:1' },
    cluster.context('asks', {
      user: {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never', command: process.execPath, args: ['-e', '0'] },
      },
    }),
  ])
  app = await startApp({ env: { KUBECONFIG: file } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test('the list of clusters, with clusters in every state', async () => {
  const { page } = app
  await page.getByTestId(`cluster-row-${contextId(file, 'dead')}`).dblclick()
  await expect(banner(page, 'cluster')).toBeVisible()
  await expectAccessible('a lost cluster')
  await page.getByTestId('rail-home').click()
  await page.getByTestId(`cluster-row-${contextId(file, 'asks')}`).dblclick()
  await banner(page, 'cluster').getByRole('button', { name: 'Review plugin' }).click()
  await expect(page.getByTestId('consent')).toBeVisible()
  await expectAccessible('the consent dialog')
  await press(page, 'Escape')
  await page.getByTestId('rail-home').click()
  await page.getByTestId(`cluster-row-${contextId(file, 'dead')}`).click()
  await expect(page.getByTestId('cluster-detail')).toContainText('Exact error')
  await expectAccessible('the list of clusters')
  await page.getByTestId('paste').click()
  await expect(page.getByTestId('paste-text')).toBeVisible()
  await expectAccessible('the paste dialog')
  await press(page, 'Escape')
})

test('lists, live, empty, forbidden, failed and stale, with the drawer', async () => {
  const { page } = app
  await openFleet()
  await expect(page.getByTestId('count')).toContainText('60')
  await expectAccessible('a live list')
  await rowOf(page, (await page.getByTestId('row').first().getAttribute('data-object')) ?? '').click()
  for (const tab of ['overview', 'relations', 'graph', 'yaml', 'events']) {
    await page.getByTestId(`tab-${tab}`).click()
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    await expectAccessible(`the drawer, ${tab}`)
  }
  await page.getByTestId('tab-overview').click()
  await page.getByTestId('table').focus()
  await press(page, 'Escape')
  await page.getByTestId('namespaces').click()
  await expectAccessible('the menu of namespaces')
  await press(page, 'Escape')
  await openKind(page, 'apps/StatefulSet')
  await expect(page.getByTestId('empty')).toBeVisible()
  await expectAccessible('an empty list')
  await openKind(page, 'core/Secret')
  await expect(page.getByTestId('forbidden')).toBeVisible()
  await expectAccessible('a forbidden list')
  await openKind(page, 'networking.k8s.io/Ingress')
  await expect(page.getByTestId('error-block')).toBeVisible()
  await expectAccessible('a failed list')
  await openKind(page, 'core/Pod')
  await cluster.server.crash()
  await expect(banner(page, 'cluster')).toContainText('Stale since')
  await expectAccessible('a stale list')
  await cluster.server.start()
})

test('topology, ledger, palette and the other dialogs', async () => {
  const { page } = app
  await openFleet()
  await page.getByTestId('sidebar-topology').click()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  await expectAccessible('topology')
  await page.getByTestId('topology-twin').click()
  await expect(page.getByTestId('topology-list')).toBeVisible()
  await expectAccessible('topology as a list')
  await page.getByTestId('topology-twin').click()
  await page.getByTestId('ledger').getByRole('button').first().click()
  await expect(page.getByTestId('ledger-table')).toBeVisible()
  await expectAccessible('the ledger')
  await press(page, 'Control+k')
  await page.keyboard.type('app')
  await expect(page.getByRole('option').first()).toBeVisible()
  await expectAccessible('the palette')
  await press(page, 'Escape')
  for (const [words, dialog] of [
    ['may this pod', 'verdict'],
    ['own rules', 'own-rules'],
  ] as const) {
    await press(page, 'Control+k')
    await page.keyboard.type(words)
    await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible()
    await press(page, 'Enter')
    await expect(page.getByTestId(dialog)).toBeVisible()
    await expectAccessible(dialog)
    await press(page, 'Escape')
    await expect(page.getByTestId(dialog)).toHaveCount(0)
  }
  await press(page, '?')
  await expect(page.getByTestId('keymap')).toBeVisible()
  await expectAccessible('the keymap')
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Diagnostics' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible('diagnostics')
  await press(page, 'Escape')
})

test('menus of the frame and the drawer, what the graph answers, and what is over all clusters', async () => {
  const { page } = app
  const palette = async (words: string): Promise<void> => {
    await press(page, 'Control+k')
    await page.keyboard.type(words)
    await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible()
    await press(page, 'Enter')
    await expect(page.getByTestId('palette')).toHaveCount(0)
  }
  await openFleet()
  await openKind(page, 'core/Pod')
  await page.getByTestId('row').first().click()
  await expect(page.getByTestId('drawer')).toBeVisible()
  for (const menu of ['split', 'copy-menu', 'ask', 'columns', 'views']) {
    await page.getByTestId(menu).first().focus()
    await press(page, 'Enter')
    await expect(page.getByTestId(menu).first()).toHaveAttribute('aria-expanded', 'true')
    await expectAccessible(`the menu ${menu}`)
    await press(page, 'Escape')
    await expect(page.getByTestId(menu).first()).toBeFocused()
  }
  await press(page, '/')
  await page.keyboard.type('st')
  await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible()
  await expectAccessible('terms that are offered')
  await press(page, 'Escape', 'Escape')
  await palette('orphans')
  await expect(page.locator('#finding-0')).toBeVisible()
  await expectAccessible('findings of the graph')
  await palette('all clusters')
  await expect(page.getByRole('heading', { name: 'All clusters' })).toBeVisible()
  await expectAccessible('all clusters at a glance')
  await palette('problems of all')
  await expect(page.getByTestId('problem-clusters')).toBeVisible()
  await expectAccessible('problems of all clusters')
})

async function openFleet(): Promise<void> {
  const { page } = app
  await page.getByTestId('rail-home').click()
  await page.getByTestId(`cluster-row-${contextId(file, 'fleet')}`).dblclick()
  await expect(page.getByTestId('sidebar-kind-core/Pod')).toBeVisible()
}

const expectAccessible = (what: string): Promise<void> => expectAccessibleIn(app.page, what)
