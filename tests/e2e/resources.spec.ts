import type { Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import { internalError } from '../fakeApiServer/status.ts'
import { banner, openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, ready, startApp, test } from './appTest.ts'
import { crashEngine, watchForEngine } from './mainProcess.ts'

const pods = 5000
/** The count of a list that is complete and not filtered: with the three that the tests change. */
const all = /^\s*5,003\s*$/
let cluster: FakeCluster
let app: RunningApp

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods, others: 3000 })
  const { server } = cluster
  // everything but Secrets
  const resources = [...server.etcd.collections()].map(({ resource }) => resource.resource).filter((name) => name !== 'secrets')
  server.access.grant('viewer', { verbs: ['get', 'list', 'watch'], groups: ['*'], resources })
  server.put('', 'namespaces', { metadata: { name: 'aaa' }, status: { phase: 'Active' } })
  for (const name of ['alpha-1', 'alpha-2', 'alpha-3']) putPod(name, 0)
  // a first list that takes a while, so that its middle can be looked at
  server.faults.arm({ when: ({ verb, resource }) => resource === 'pods' && verb === 'watch', times: 1, action: { type: 'noWatchList' } })
  server.faults.arm({
    when: ({ verb, resource }) => resource === 'pods' && verb === 'list',
    times: 1,
    action: { type: 'drip', chunk: 500_000, ms: 40 },
  })
  server.faults.arm({
    when: ({ resource }) => resource === 'ingresses',
    times: Infinity,
    action: { type: 'status', answer: internalError('etcdserver: request timed out') },
  })
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet', { login: 'viewer' })]) } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.beforeEach(async () => {
  await openKind(app.page, 'core/Pod')
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

/** The list is complete. */
async function allListed(): Promise<void> {
  await expect(app.page.getByTestId('count')).toHaveText(all, { timeout: 60_000 })
}

test('the first rows are there while the list still comes, and the count says so', async () => {
  const { page } = app
  await expect(page.getByTestId('row').first()).toBeVisible()
  await expect(page.getByTestId('count')).toContainText(/so far|of about/)
  await shoot(app, 'resources-streaming')
  await expect(page.getByTestId('count')).toHaveText(all)
  await expect(page.getByTestId('sidebar-kind-core/Pod')).toContainText('5,003')
  await expect(page.getByTestId('sidebar-kind-core/Node')).toHaveCount(0)
  await expect(page.getByTestId('ledger')).toContainText('1 kind forbidden')
  await expect(page.getByTestId('ledger')).toContainText(/1 failed/)
})

test('a row changes, comes and goes without anything being loaded anew', async () => {
  const { page } = app
  await allListed()
  await page.evaluate(() => {
    ;(window as any).sameDocument = true
  })
  const row = rowOf(page, 'core/Pod/aaa/alpha-1')
  await expect(row).toContainText('Running')
  putPod('alpha-1', 41)
  await expect(row).toContainText('41')
  putPod('alpha-0', 0)
  await expect(page.getByTestId('row').first()).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-0')
  await expect(page.getByTestId('sidebar-kind-core/Pod')).toContainText('5,004')
  cluster.server.delete('', 'pods', 'aaa', 'alpha-0')
  await expect(rowOf(page, 'core/Pod/aaa/alpha-0')).toHaveCount(0)
  await expect(page.getByTestId('sidebar-kind-core/Pod')).toContainText('5,003')
  expect(await page.evaluate(() => (window as any).sameDocument)).toBe(true)
})

test('filter, order, namespaces and problems are the engine’s, and can be told', async () => {
  const { page } = app
  const count = page.getByTestId('count')
  await allListed()
  await page.getByTestId('table').focus()
  await press(page, '/')
  await expect(page.getByTestId('query')).toBeFocused()
  await page.keyboard.type('alpha')
  await expect(count).toContainText('3 of 5,003')
  await press(page, 'Enter')
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, '/')
  await page.keyboard.type('app-7 ns:team-0 ')
  await expect(count).toContainText('10 of 5,003')
  await expect(page.getByRole('button', { name: 'Remove ns:team-0' })).toBeVisible()
  await page.keyboard.type('age:never ')
  await expect(page.locator('[data-region="query"] .problem')).toBeVisible()
  // out of it again: Backspace takes the tokens apart
  await page.getByTestId('query').fill('')
  await press(page, 'Backspace', 'Control+a', 'Delete', 'Backspace', 'Control+a', 'Delete', 'Enter')
  await expect(count).toHaveText(all)

  const restarts = page.getByRole('columnheader', { name: 'Restarts' })
  await restarts.getByRole('button').click()
  await restarts.getByRole('button').click()
  await expect(restarts).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByTestId('row').first()).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-1')
  await restarts.getByRole('button').click()
  await expect(restarts).toHaveAttribute('aria-sort', 'none')

  await page.getByTestId('problems-only').click()
  await expect(count).toContainText('250 of 5,003')
  await shoot(app, 'resources-problems')
  await page.getByTestId('problems-only').click()

  await page.getByTestId('namespaces').click()
  await page.getByLabel('Find a namespace').fill('aa')
  await page.getByRole('menuitemcheckbox', { name: 'aaa', exact: true }).click()
  await press(page, 'Escape')
  await expect(count).toContainText(/^\s*3\s*$/)
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'All namespaces' }).click()
  await press(page, 'Escape')
  await expect(count).toHaveText(all)
})

test('the keyboard alone is enough', async () => {
  const { page } = app
  await allListed()
  await page.getByTestId('table').focus()
  await press(page, 'g')
  const selected = page.locator('[data-testid="row"][aria-selected="true"]')
  await expect(selected).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-1')
  await press(page, 'j', 'j')
  await expect(selected).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-3')
  await press(page, 'k')
  await expect(selected).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-2')
  await press(page, 'G')
  await expect(selected).toHaveAttribute('data-index', '5002')
  await press(page, 'g', 'Enter')
  await expect(page.getByTestId('drawer-name')).toHaveText('alpha-1')
  await press(page, 'j')
  await expect(page.getByTestId('drawer-name')).toHaveText('alpha-2')
  await press(page, 'y')
  await expect(page.getByTestId('tab-yaml')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('drawer')).toContainText('kind: Pod')
  await shoot(app, 'resources-drawer-yaml')
  await press(page, 'd')
  await expect(page.getByTestId('tab-overview')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('drawer')).toContainText('Containers')
  await shoot(app, 'resources-drawer')
  await press(page, 'Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await expect(page.getByTestId('table')).toBeFocused()

  // every region in turn, and back where it began
  const regions: string[] = []
  for (let i = 0; i < 12 && regions.filter((region) => region === 'table').length < 1; i++) {
    await press(page, 'F6')
    regions.push(await regionInFocus(page))
  }
  for (const region of ['rail', 'top', 'sidebar', 'query', 'viewbar', 'table', 'ledger']) expect(regions).toContain(region)

  await press(page, '?')
  await expect(page.getByTestId('keymap')).toBeVisible()
  await press(page, 'Escape')
  await expect(page.getByTestId('keymap')).toHaveCount(0)
  await press(page, 'Control+k')
  await expect(page.getByTestId('palette')).toBeVisible()
  await page.keyboard.type('deploy')
  await expect(page.getByRole('option').first()).toContainText('Deployments')
  await shoot(app, 'palette')
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'Deployments' })).toBeVisible()
  await press(page, 'Control+k')
  await page.keyboard.type('alpha-2')
  await expect(page.getByRole('option', { name: /alpha-2/ })).toBeVisible()
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer-name')).toHaveText('alpha-2')
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await press(page, 't')
  await expect(page.getByRole('heading', { name: 'Topology' })).toBeVisible()
  await press(page, 'Alt+ArrowLeft')
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await page.getByTestId('table').focus()
  await press(page, 'Escape')
})

test('at most 60 rows are in the page, however far one scrolls', async () => {
  const { page } = app
  const table = page.getByTestId('table')
  await allListed()
  await table.focus()
  await press(page, 'g')
  const scroller = table.locator('[data-virtual]')
  let most = 0
  const height = await scroller.evaluate((element) => element.scrollHeight)
  for (let step = 0; step <= 40; step++) {
    await scroller.evaluate(
      (element, top) => {
        element.scrollTop = top
      },
      (height * step) / 40,
    )
    most = Math.max(most, await page.getByRole('row').count())
  }
  await expect(page.locator('[data-testid="row"][data-index="5002"]')).toBeVisible()
  most = Math.max(most, await page.getByRole('row').count())
  expect(most).toBeGreaterThan(15)
  expect(most).toBeLessThanOrEqual(60)
  await press(page, 'g')
  await expect(rowOf(page, 'core/Pod/aaa/alpha-1')).toBeVisible()
})

test('empty, forbidden and failed are three different things', async () => {
  const { page } = app
  await openKind(page, 'apps/StatefulSet')
  await expect(page.getByTestId('empty')).toContainText('No StatefulSets in this cluster')
  await shoot(app, 'resources-empty')
  await openKind(page, 'core/Secret')
  await expect(page.getByTestId('forbidden')).toContainText('list secrets at the cluster scope')
  await expect(page.getByTestId('empty')).toHaveCount(0)
  await expect(page.getByTestId('sidebar-kind-core/Secret')).toContainText('forbidden')
  await openKind(page, 'networking.k8s.io/Ingress')
  await expect(page.getByTestId('error-block')).toContainText('etcdserver: request timed out')
  await expect(page.getByTestId('error-block')).toContainText('500 InternalError')
  await shoot(app, 'resources-failed')
  cluster.server.faults.clear()
  await page.getByTestId('error-block').getByRole('button', { name: 'Retry now' }).click()
  await expect(page.getByTestId('count')).toContainText('500')
  await openKind(page, 'core/Pod')
})

test('a server that goes away leaves the rows, marked with their age, until it is back', async () => {
  const { page } = app
  await allListed()
  await cluster.server.crash()
  await expect(banner(page, 'cluster')).toContainText('Stale since')
  await expect(banner(page, 'cluster')).toContainText(/Next try in \d+ s/)
  await expect(rowOf(page, 'core/Pod/aaa/alpha-1')).toBeVisible()
  await expect(page.getByTestId('count')).toContainText('5,003 as of')
  await expect(page.getByTestId('ledger')).toContainText('stale')
  await shoot(app, 'resources-stale')
  await cluster.server.start()
  await banner(page, 'cluster').getByRole('button', { name: 'Retry now' }).click()
  await expect(banner(page, 'cluster')).toHaveCount(0)
  putPod('alpha-1', 42)
  await expect(rowOf(page, 'core/Pod/aaa/alpha-1')).toContainText('42')
  await expect(page.getByTestId('count')).toHaveText(all)
})

test('an engine that dies leaves the picture, marked; a new one takes over; one that dies always is given up on', async () => {
  const { page, electron } = app
  await watchForEngine(electron)
  await page.reload()
  await ready(page, app.output)
  await expect(page.getByTestId('count')).toHaveText(all)
  // the row under the pointer stays where it is, also when another engine gives it another number
  await page.getByTestId('row').nth(8).hover()
  await crashEngine(electron)
  await expect(banner(page, 'engine')).toContainText('Engine restarted')
  await expect(page.getByTestId('count')).toHaveText(all)
  putPod('alpha-1', 43)
  await expect(rowOf(page, 'core/Pod/aaa/alpha-1')).toContainText('43')

  for (let crash = 0; crash < 3; crash++) {
    await expect(page.locator('html')).toHaveAttribute('data-engine', 'connected')
    await crashEngine(electron)
    await expect(page.locator('html')).toHaveAttribute('data-engine', 'gone')
  }
  await expect(banner(page, 'engine')).toContainText('given up on')
  await expect(page.getByTestId('row').first()).toBeVisible()
  await expect(page.getByTestId('ledger')).not.toContainText('live')
  // a question is refused at once, with what to do
  await page.getByTestId('table').focus()
  await press(page, 'g', 'Enter')
  await expect(page.getByTestId('drawer')).toContainText('Start the engine again')
  await shoot(app, 'engine-gone')
  await press(page, 'Escape')
  await banner(page, 'engine').getByRole('button', { name: 'Start it again' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-engine', 'connected')
  await expect(page.getByTestId('count')).toHaveText(all)
  putPod('alpha-1', 44)
  await expect(rowOf(page, 'core/Pod/aaa/alpha-1')).toContainText('44')
  app.errors.length = 0
})

function putPod(name: string, restarts: number): void {
  cluster.server.put('', 'pods', {
    metadata: { name, namespace: 'aaa', labels: { app: 'alpha' } },
    spec: { nodeName: 'node-0', containers: [{ name: 'main', image: 'registry.example/alpha:1' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        {
          name: 'main',
          ready: true,
          restartCount: restarts,
          image: 'registry.example/alpha:1',
          state: { running: { startedAt: '2026-01-01T00:00:10Z' } },
        },
      ],
    },
  })
}

async function regionInFocus(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'] ?? 'none')
}
