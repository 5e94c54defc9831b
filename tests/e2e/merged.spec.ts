import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { contextId, openKind, press, saidInBanner, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

// each test goes on where the one before left the window
test.describe.configure({ mode: 'serial' })

const names = ['prod', 'staging', 'hangs']
let fakes: FakeCluster[]
let app: RunningApp
let idOf: (name: string) => string

test.beforeAll(async () => {
  fakes = await Promise.all(names.map((_name, seed) => FakeCluster.start({ pods: 60, others: 80, seed: seed + 1 })))
  const [first, second, third] = fakes as [FakeCluster, FakeCluster, FakeCluster]
  third.server.faults.arm({ when: () => true, times: Infinity, action: { type: 'hang' } })
  for (const fake of [first, second]) {
    fake.server.put('', 'namespaces', { metadata: { name: 'aaa' }, status: { phase: 'Active' } })
    fake.server.put('', 'pods', { metadata: { name: 'same', namespace: 'aaa' }, spec: {}, status: { phase: 'Running' } })
    fake.server.put('', 'pods', {
      metadata: { name: 'broken', namespace: 'team-0' },
      spec: {},
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'c', restartCount: 9, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    })
  }
  const file = first.kubeconfig([...names.map((name, at) => (fakes[at] as FakeCluster).context(name)), first.context('dead', { port: 1 })])
  idOf = (name) => contextId(file, name)
  app = await startApp({ env: { KUBECONFIG: file } })
  await sizeWindow(app, 1440, 900)
  for (const name of [...names, 'dead']) {
    const { page } = app
    await page.getByTestId('rail-home').click()
    await page.getByTestId(`cluster-row-${idOf(name)}`).dblclick()
    await page.getByTestId(`rail-${idOf(name)}`).waitFor({ timeout: 30_000 })
  }
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  for (const fake of fakes ?? []) await fake.stop()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

test('clusters are merged into one list from the rail, by menu and by key; each says where it stands', async () => {
  const { page } = app
  const count = page.getByTestId('count')
  await page.getByTestId(`rail-${idOf('prod')}`).click()
  await openKind(page, 'core/Pod')
  await expect(count).toHaveText(/^\s*62\s*$/, { timeout: 30_000 })
  await page.getByTestId(`rail-${idOf('staging')}`).click({ modifiers: ['Control'] })
  await expect(count).toHaveText(/^\s*124\s*$/, { timeout: 30_000 })
  await expect(page.getByRole('columnheader', { name: 'Cluster' })).toBeVisible()
  await expect(page.getByTestId('row').first()).toContainText('prod')
  await expect(page.getByTestId('row').nth(1)).toContainText('staging')
  await page.getByTestId('table').focus()
  await press(page, 'm')
  await page.getByRole('menuitemcheckbox', { name: 'All open clusters' }).click()
  await press(page, 'Escape')
  await expect(count).toContainText('124 in 2 of 4 clusters')
  await expect(page.locator(`[data-testid="merged-head"] [data-cluster="${idOf('hangs')}"]`)).toContainText(/connecting|lost/)
  await shoot(app, 'merged-list')
  await expectAccessibleIn(page, 'merged')
})

test('a row leads to its own cluster, in the drawer and in what is copied', async () => {
  const { page } = app
  await page.getByTestId('query').fill('name:same')
  await expect(page.getByTestId('count')).toContainText('2 of 124')
  const row = page.locator(`[data-testid="row"][data-cluster="${idOf('staging')}"]`)
  await row.click()
  await expect(page.getByTestId('drawer')).toContainText('staging')
  await shoot(app, 'merged-drawer')
  await page.getByTestId('table').focus()
  await press(page, 'Control+a')
  await expect(page.getByTestId('selected-count')).toHaveText('2 selected')
  await page.getByRole('button', { name: 'Copy kubectl' }).click()
  expect((await app.electron.evaluate(({ clipboard }) => clipboard.readText())).split('\n').sort()).toEqual([
    'kubectl --context prod -n aaa get pods same',
    'kubectl --context staging -n aaa get pods same',
  ])
  const file = join(app.userData, 'merged.csv')
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, file)
  await page.getByTestId('export-csv').click()
  await expect(saidInBanner(page, /CSV written/)).toBeVisible()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
  expect(lines.map((line) => line.split(',').slice(0, 2).join())).toEqual(['Name,Cluster', 'same,prod', 'same,staging'])
  await page.getByRole('button', { name: 'Dismiss' }).first().click()
  await press(page, 'Escape', 'Escape')
  await page.getByTestId('query').fill('cluster:stag ')
  await expect(page.getByTestId('count')).toContainText('62 of 124')
  await page.getByTestId('query').fill('')
  await page.getByRole('button', { name: 'Remove cluster:stag' }).click()
  // where rows stand is looked at next
  await expect(page.getByTestId('count')).toContainText('124 in')
})

test('the row under the pointer stays while others come and go, and that is said', async () => {
  const { page } = app
  await page.getByTestId('table').focus()
  const row = page.locator(`[data-testid="row"][data-object="core/Pod/aaa/same"][data-cluster="${idOf('staging')}"]`)
  const before = await row.boundingBox()
  if (before === null) throw new Error('the row is not on screen')
  await page.mouse.move(before.x + 60, before.y + 12)
  // the list is told to hold before anything comes
  await page.waitForTimeout(500)
  let step = 0
  const moving = setInterval(() => void page.mouse.move(before.x + 60 + (++step % 20), before.y + 12).catch(() => undefined), 200)
  ;(fakes[0] as FakeCluster).server.put('', 'pods', {
    metadata: { name: 'a-new-one', namespace: 'aaa' },
    spec: {},
    status: { phase: 'Running' },
  })
  await expect(page.getByTestId('held')).toContainText('Order held')
  expect((await row.boundingBox())?.y).toBe(before.y)
  await shoot(app, 'merged-held')
  clearInterval(moving)
  await expect(page.getByTestId('held')).toHaveCount(0, { timeout: 10_000 })
  await expect(page.getByTestId('count')).toContainText('125')
})

test('namespaces are left out of a merged list', async () => {
  const { page } = app
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'Leave out aaa' }).click()
  await press(page, 'Escape')
  await expect(page.getByTestId('count')).toContainText('122 of 125')
  await shoot(app, 'merged-namespaces')
  await page.getByRole('button', { name: 'Remove -ns:aaa' }).click()
})

test('a list is saved as a view, renamed, found in sidebar and palette, and shown again as it was', async () => {
  const { page } = app
  await page.getByTestId('query').fill('name:same ')
  await expect(page.getByTestId('count')).toContainText('2 of 125')
  await page.getByTestId('views').click()
  await page.getByTestId('save-view').fill('Both of them')
  await press(page, 'Enter')
  await page.getByRole('button', { name: 'Rename Both of them' }).click()
  await page.getByRole('textbox', { name: 'New name' }).fill('The same everywhere')
  await press(page, 'Enter')
  await expect(page.getByTestId('views')).toContainText('The same everywhere')
  await shoot(app, 'merged-views')
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Remove name:same' }).click()
  await openKind(page, 'core/Service')
  await page.getByTestId('sidebar-view-The same everywhere').click()
  await expect(page.getByTestId('count')).toContainText('2 of 125')
  await expect(page.getByTestId('merged-head')).toBeVisible()
  expect(JSON.parse(readFileSync(join(app.userData, 'views.json'), 'utf8'))).toMatchObject({
    version: 1,
    views: [
      {
        name: 'The same everywhere',
        filter: 'name:same',
        kind: 'core/Pod',
        clusters: [idOf('prod'), idOf('staging'), idOf('hangs'), idOf('dead')],
      },
    ],
  })
  await press(page, 'Control+k')
  await page.keyboard.type('the same')
  await expect(page.getByTestId('palette')).toContainText('Saved views')
  await press(page, 'Escape')
})

test('objects of all open clusters are found at once, and clusters that say nothing are named', async () => {
  const { page } = app
  await press(page, 'Control+k')
  await page.keyboard.type('same')
  const found = page.getByTestId('palette')
  await expect(found.getByRole('option').filter({ hasText: 'po/same' })).toHaveCount(2)
  await expect(found.getByTestId('not-searched')).toContainText('hangs')
  await shoot(app, 'merged-search')
  await press(page, 'Escape')
})

test('all clusters at a glance, and their problems as one list', async () => {
  const { page } = app
  await page.getByTestId('rail-all').click()
  await expect(page.getByTestId('all-clusters').locator('tbody tr')).toHaveCount(4)
  await expect(page.getByTestId('all-count')).toContainText('2 live of 4 open clusters')
  await expect(page.locator(`[data-testid="all-clusters"] tr[data-cluster="${idOf('prod')}"]`)).toContainText(/root/, { timeout: 30_000 })
  await shoot(app, 'all-clusters')
  await expectAccessibleIn(page, 'merged')
  await page.getByTestId('all-problems').click()
  await expect(page.getByTestId('problem-count')).not.toContainText('0 roots', { timeout: 30_000 })
  await expect(page.getByTestId('problems')).toContainText('staging')
  await shoot(app, 'all-problems')
  await expectAccessibleIn(page, 'merged')
})
