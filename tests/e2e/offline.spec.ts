import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import { banner, openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { Launch } from './appTest.ts'
import { expect, test, type RunningApp } from './appTest.ts'
import { pressMenu } from './mainProcess.ts'
import { secretStore } from './secretStore.ts'

test('a snapshot of a live cluster is saved, and opened again with the same lists and the same graph, its age on every screen', async ({
  launch,
}) => {
  const cluster = await FakeCluster.start({ pods: 60, others: 200 })
  try {
    const app = await launch({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
    const { page, electron, userData } = app
    await sizeWindow(app, 1440, 900)
    await expect(page.getByTestId('count')).toContainText('60')
    await expect(page.getByTestId('ledger')).toContainText('live')
    // the counts beside the kinds follow in steps
    await expect(page.getByTestId('sidebar-kind-core/Pod')).toContainText('60')
    const file = join(userData, 'fleet.kubilitics')
    await answerFileDialogs(electron, file)
    const live = await everything(page)

    await pressMenu(electron, 'File', 'Save Snapshot…')
    await expect(banner(page, 'notice')).toContainText(`Snapshot of fleet written: ${live.objects} objects`)
    expect(existsSync(file)).toBe(true)
    await banner(page, 'notice').getByRole('button', { name: 'Dismiss' }).click()
    // what comes after it is not in it
    cluster.server.delete('', 'pods', ...podIn((await page.getByTestId('row').first().getAttribute('data-object')) ?? ''))
    await expect(page.getByTestId('sidebar-kind-core/Pod')).toContainText('59')

    await pressMenu(electron, 'File', 'Open Snapshot…')
    await expect(banner(page, 'cluster')).toContainText('Snapshot of fleet')
    await expect(page.getByTestId('count')).toContainText(/60 as of/)
    expect(await everything(page)).toEqual(live)
    for (const screen of ['core/Pod', 'topology', 'ledger'] as const) {
      if (screen === 'topology') await page.getByTestId('sidebar-topology').click()
      else if (screen === 'ledger') await page.getByTestId('ledger').getByRole('button').first().click()
      else await openKind(page, screen)
      await expect(banner(page, 'cluster')).toContainText(/As of .* old/)
      await expect(page.getByTestId('ledger')).toContainText(/ old/)
      await shoot(app, `offline-${screen.replace('/', '-')}`)
    }
    // both are open side by side
    await page.getByTestId('rail').locator('[data-testid^="rail-ctx-"]').click()
    await expect(banner(page, 'cluster')).toHaveCount(0)
    expect(app.errors).toEqual([])
  } finally {
    await cluster.stop()
  }
})

test('in a snapshot nothing grows older: ages are those of when it was taken', async ({ app }) => {
  const { page } = app
  const age = rowOf(page, 'core/Pod/data/kafka-0').locator('time')
  await expect(age).toBeVisible()
  const then = await age.innerText()
  // the sample's pods had been made minutes before it was taken; it is older than that by now
  expect(then).toMatch(/^\d+[sm]$/)
  const created = Date.parse((await age.getAttribute('datetime')) ?? '')
  expect(Date.now() - created).toBeGreaterThan(5 * 60_000)
  const old = page.getByTestId('ledger').getByRole('button').first()
  const before = await old.innerText()
  await openKind(page, 'core/Event')
  await openKind(page, 'core/Pod')
  expect(await age.innerText()).toBe(then)
  expect(before).toMatch(/old/)
  await rowOf(page, 'core/Pod/data/kafka-0').click()
  await expect(page.getByTestId('drawer')).toContainText(`created ${then} ago`)
})

test('where no real secret store is, the app asks before it keeps anything, and remembers a no until it is taken back', async ({
  launch,
}) => {
  const cluster = await FakeCluster.start({ pods: 20, others: 60 })
  try {
    const how: Launch = { env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) }, args: ['--password-store=basic'] }
    const first = await launch(how)
    await expect(first.page.getByTestId('count')).toContainText('20')
    await expect(banner(first.page, 'cache')).toContainText('Keep the last picture of clusters on this disk?')
    await expect(banner(first.page, 'cache')).toContainText('nothing is written')
    await first.close()
    expect(kept(first.userData)).toEqual([])

    const second = await launch({ ...how, userData: first.userData })
    await banner(second.page, 'cache').getByRole('button', { name: 'Keep nothing' }).click()
    await expect(banner(second.page, 'cache')).toHaveCount(0)
    await expect(second.page.getByTestId('count')).toContainText('20')
    await second.close()
    expect(kept(first.userData)).toEqual([])

    const third = await launch({ ...how, userData: first.userData })
    await expect(third.page.getByTestId('count')).toContainText('20')
    await expect(banner(third.page, 'cache')).toHaveCount(0)
    await third.page.getByTestId('rail-home').click()
    const line = third.page.getByTestId('cache-policy')
    await line.getByRole('button', { name: 'Keep last pictures, weakly protected' }).click()
    await expect(line).toContainText('are kept')
    // a change is what makes a picture new
    cluster.server.put('', 'configmaps', { metadata: { name: 'kept', namespace: 'team-0' }, data: {} })
    await third.close()
    expect(kept(first.userData).some((name) => name.startsWith('pictures'))).toBe(true)

    const fourth = await launch({ ...how, userData: first.userData })
    await fourth.page.getByTestId('rail-home').click()
    await fourth.page.getByTestId('cache-policy').getByRole('button', { name: 'Keep nothing' }).click()
    await expect(fourth.page.getByTestId('cache-policy')).toContainText('Nothing of your clusters is kept')
    await fourth.close()
    expect(kept(first.userData).filter((name) => name.startsWith('pictures'))).toEqual([])
  } finally {
    await cluster.stop()
  }
})

test('with a yes the last picture is kept, unreadable, and the app starts from it when the server is gone', async ({ launch }) => {
  await startsFromItsCache(launch, { args: ['--password-store=basic'] }, async (page) => {
    await banner(page, 'cache').getByRole('button', { name: 'Keep, weakly protected' }).click()
    await expect(banner(page, 'cache')).toHaveCount(0)
  })
})

test('with the system’s secret store the key is wrapped by it, and nothing is asked', async ({ launch }) => {
  const store = await secretStore()
  test.skip(store === null, 'gnome-keyring and dbus-run-session are not installed: there is no real secret store to test with')
  if (store === null) return
  const userData = await startsFromItsCache(launch, { wrapper: store.wrapper, env: store.env }, async (page) => {
    await expect(banner(page, 'cache')).toHaveCount(0)
  })
  const vault = JSON.parse(readFileSync(join(userData, 'vault.json'), 'utf8'))
  expect(vault.wrapping).toBe('system')
  expect(Buffer.from(vault.key, 'base64').subarray(0, 3).toString('latin1')).toMatch(/^v1[01]$/)
})

/** Two starts: one with the server, one without. Gives the folder of the app. */
async function startsFromItsCache(
  launch: (how: Launch) => Promise<RunningApp>,
  more: Launch,
  answer: (page: Page) => Promise<void>,
): Promise<string> {
  const cluster = await FakeCluster.start({ pods: 20, others: 60 })
  try {
    const how: Launch = { ...more, env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]), ...more.env } }
    const first = await launch(how)
    await expect(first.page.getByTestId('count')).toContainText('20')
    await expect(first.page.getByTestId('ledger')).toContainText('live')
    await answer(first.page)
    const live = await everything(first.page)
    await first.close()
    const files = kept(first.userData)
    expect(files.some((name) => name.endsWith('.picture'))).toBe(true)
    for (const name of files) {
      const bytes = readFileSync(join(first.userData, name)).toString('latin1')
      for (const plain of ['SQLite', 'app-0', 'core/Pod', 'registry.example']) expect(bytes, name).not.toContain(plain)
    }
    await cluster.server.crash()

    const second = await launch({ ...how, userData: first.userData })
    await sizeWindow(second, 1440, 900)
    await expect(second.page.getByTestId('row').first()).toBeVisible()
    await expect(banner(second.page, 'cluster')).toContainText('from the cache of an earlier session')
    await expect(banner(second.page, 'cluster')).toContainText(/ old/)
    // the bar and the banner tell one age
    await expect(async () => {
      const said = await banner(second.page, 'cluster').innerText()
      const age = /, (\S+( \S+)?) old/.exec(said)?.[1]
      expect(await second.page.getByTestId('ledger').innerText()).toContain(`stale ${age}`)
    }).toPass()
    await expect(second.page.getByTestId('count')).toContainText(/20 as of/)
    await shoot(second, 'offline-cache')
    expect(await everything(second.page)).toEqual(live)
    // and goes on live when the server is back
    await cluster.server.start()
    await openKind(second.page, 'core/Pod')
    const lost = banner(second.page, 'cluster')
    const retry = lost.getByRole('button', { name: 'Retry now' })
    // the app retries by itself, too, and may come first
    await expect(async () => {
      if (await retry.isVisible()) await retry.click({ timeout: 1_000 })
      await expect(lost).toHaveCount(0, { timeout: 2_000 })
    }).toPass()
    await expect(second.page.getByTestId('ledger')).toContainText('live')
    await second.close()
    return first.userData
  } finally {
    await cluster.stop()
  }
}

/** What a cluster looks like, without its age: the counts of the sidebar, the pods, the graph as a list. */
async function everything(page: Page): Promise<{ objects: number; sidebar: string[]; rows: string[]; graph: string[] }> {
  await openKind(page, 'core/Pod')
  await expect(page.getByTestId('row').first()).toBeVisible()
  const rows = await inOrder(page.getByTestId('row'))
  const sidebar = await page
    .locator('[data-testid^="sidebar-kind-"]')
    .evaluateAll((lines) =>
      lines.map((line) => `${(line as HTMLElement).dataset['testid']} ${line.querySelector('.sum')?.textContent ?? ''}`),
    )
  const segment = await page.getByTestId('ledger').locator('[data-segment="objects"]').innerText()
  const objects = Number(segment.replaceAll(',', '').replace(/\D.*$/s, ''))
  await page.getByTestId('sidebar-topology').click()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  await page.getByTestId('topology').focus()
  await press(page, 'L')
  const list = page.getByTestId('topology-list')
  await expect(list.getByRole('row').nth(shown)).toBeVisible()
  const graph = await inOrder(list.locator('.tr'))
  await list.focus()
  await press(page, 'L')
  await openKind(page, 'core/Pod')
  return { objects, sidebar, rows, graph }
}

/** Lines of a virtual list that are on screen whatever banners stand above it. */
const shown = 14

/** The first lines of a virtual list, as text: it puts them into the page in no order. */
async function inOrder(lines: Locator): Promise<string[]> {
  const found = await lines.evaluateAll((rows) =>
    rows.map((row) => ({ at: Number(row.getAttribute('aria-rowindex')), text: row.textContent ?? '' })),
  )
  return found
    .sort((a, b) => a.at - b.at)
    .slice(0, shown)
    .map(({ text }) => text)
}

/** Namespace and name of a row. */
function podIn(id: string): [string, string] {
  const [, , namespace = '', name = ''] = id.split('/')
  return [namespace, name]
}

/** Files of keys and pictures in the app's folder. */
function kept(userData: string): string[] {
  const pictures = join(userData, 'pictures')
  return [
    ...(existsSync(join(userData, 'vault.json')) ? ['vault.json'] : []),
    ...(existsSync(pictures) ? readdirSync(pictures).map((name) => join('pictures', name)) : []),
  ]
}

/** The system's file dialogs answer with one file. */
async function answerFileDialogs(electron: ElectronApplication, file: string): Promise<void> {
  await electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, file)
}
