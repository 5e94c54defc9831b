import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FakeCluster } from '../support/fakeCluster.ts'
import { openKind, press, rowOf, saidInBanner, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

let cluster: FakeCluster
let app: RunningApp

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 300, others: 200 })
  cluster.server.put('', 'namespaces', { metadata: { name: 'aaa' }, status: { phase: 'Active' } })
  for (const [index, name] of ['alpha-1', 'alpha-2', 'alpha-3'].entries()) put(name, index)
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.beforeEach(async () => {
  await openKind(app.page, 'core/Pod')
  await expect(app.page.getByTestId('count')).toHaveText(/^\s*303\s*$/, { timeout: 60_000 })
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

test('CPU and memory say why they are not known', async () => {
  const { page } = app
  const head = page.getByRole('columnheader', { name: 'CPU' }).getByRole('button')
  await expect(head).toHaveAttribute('title', /^CPU unavailable: This cluster does not serve metrics\.k8s\.io/)
  await expect(page.getByRole('columnheader', { name: 'Memory' })).toBeVisible()
  await shoot(app, 'lists-usage-unavailable')
})

test('rows are selected together, by key and by mouse, and copied or exported', async () => {
  const { page } = app
  const count = page.getByTestId('selected-count')
  await page.getByTestId('table').focus()
  await press(page, 'g', ' ', 'Shift+ArrowDown', 'Shift+ArrowDown')
  await expect(count).toHaveText('3 selected')
  await shoot(app, 'lists-selected')
  await page.getByRole('button', { name: 'Copy names' }).click()
  expect((await clipboard()).split('\n')).toEqual(['alpha-1', 'alpha-2', 'alpha-3'])
  await page.getByRole('button', { name: 'Copy kubectl' }).click()
  expect(await clipboard()).toBe('kubectl --context fleet -n aaa get pods alpha-1 alpha-2 alpha-3')
  await page.getByRole('button', { name: 'Copy YAML' }).click()
  await expect.poll(async () => (await clipboard()).split('\n---\n').length).toBe(3)
  await rowOf(page, 'core/Pod/aaa/alpha-2').click({ modifiers: ['Control'] })
  await expect(count).toHaveText('2 selected')

  const file = join(app.userData, 'rows.csv')
  await chooseFile(file)
  await page.getByRole('button', { name: 'Export CSV…' }).click()
  await expect(saidInBanner(page, /CSV written/)).toBeVisible()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^Name,Namespace,Ready,Status,Restarts/)
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['alpha-1', 'alpha-3'])

  await page.getByTestId('table').focus()
  await press(page, 'Control+a')
  await expect(count).toHaveText('303 selected')
  await press(page, 'Escape')
  await expect(page.getByTestId('selection-bar')).toHaveCount(0)
  const all = join(app.userData, 'all.csv')
  await chooseFile(all)
  await page.getByTestId('export-csv').click()
  await expect.poll(() => saidInBanner(page, /CSV written: .*all\.csv/).count()).toBe(1)
  expect(readFileSync(all, 'utf8').trimEnd().split('\r\n')).toHaveLength(304)
})

test('columns are chosen, and added by annotation and path; they sort, filter and stay', async () => {
  const { page } = app
  await page.getByTestId('columns').click()
  await page.getByRole('menuitemcheckbox', { name: 'Restarts' }).click()
  for (const column of ['annotation:example.org/owner', '.spec.nodeName']) {
    await page.getByTestId('add-column').fill(column)
    await press(page, 'Enter')
  }
  await shoot(app, 'lists-columns')
  await press(page, 'Escape')
  await expect(page.getByRole('columnheader', { name: 'Restarts' })).toHaveCount(0)
  await expect(rowOf(page, 'core/Pod/aaa/alpha-2')).toContainText('owner-1')
  await page.getByRole('columnheader', { name: 'owner' }).getByRole('button').click()
  await page.getByRole('columnheader', { name: 'owner' }).getByRole('button').click()
  await expect(page.getByTestId('row').first()).toHaveAttribute('data-object', 'core/Pod/aaa/alpha-3')
  await page.getByTestId('query').fill('owner:owner-1')
  await expect(page.getByTestId('count')).toContainText('1 of 303')
  await page.getByTestId('query').fill('')
  await openKind(page, 'core/Service')
  await openKind(page, 'core/Pod')
  await expect(page.getByRole('columnheader', { name: 'owner' })).toBeVisible()
  await page.getByTestId('columns').click()
  await page.getByText('As at first').click()
  await press(page, 'Escape')
  await expect(page.getByRole('columnheader', { name: 'owner' })).toHaveCount(0)
  await expect(page.getByRole('columnheader', { name: 'Restarts' })).toBeVisible()
})

test('terms are completed from what the list holds, turned round, and may be expressions', async () => {
  const { page } = app
  const count = page.getByTestId('count')
  await page.getByTestId('query').focus()
  await page.keyboard.type('-n')
  await expect(page.getByTestId('offers')).toContainText('-ns:')
  await press(page, 'ArrowDown', 'Enter')
  await expect(page.getByTestId('offers')).toContainText('-ns:aaa')
  await shoot(app, 'lists-offers')
  await page.keyboard.type('aa')
  await press(page, 'Tab')
  await expect(count).toContainText('300 of 303')
  await expect(page.getByRole('button', { name: 'Remove -ns:aaa' })).toBeVisible()
  await press(page, 'Backspace', 'Control+a')
  await page.keyboard.type('name:/^alpha-[13]$/ ')
  await expect(count).toContainText('2 of 303')
  await press(page, 'Backspace', 'Control+a', 'Delete', 'Enter')
  await expect(count).toHaveText(/^\s*303\s*$/)
})

function put(name: string, index: number): void {
  cluster.server.put('', 'pods', {
    metadata: { name, namespace: 'aaa', labels: { app: 'alpha' }, annotations: { 'example.org/owner': `owner-${index}` } },
    spec: { nodeName: `node-${index}`, containers: [{ name: 'app', image: 'example.org/app:1' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
  })
}

const clipboard = (): Promise<string> => app.electron.evaluate(({ clipboard: board }) => board.readText())

/** The next file that is asked for is this one. */
async function chooseFile(file: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
}
