import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { electronRuntime, launchArgs } from '../../build/electronRuntime.mjs'
import { FakeCluster } from '../support/fakeCluster.ts'
import { banner, contextId, openKind, press } from './appScreen.ts'
import { expect, ready, test } from './appTest.ts'
import type { RunningApp } from './appTest.ts'
import { pressMenu } from './mainProcess.ts'

/** What comes back at the next start, and what links of the system lead to. */
let prod: FakeCluster
let staging: FakeCluster
let file: string

test.beforeAll(async () => {
  prod = await FakeCluster.start({ pods: 30, others: 60 })
  staging = await FakeCluster.start({ pods: 12, others: 40, seed: 7 })
  file = prod.kubeconfig([prod.context('prod-eu'), staging.context('staging')])
})
test.afterAll(async () => {
  await prod?.stop()
  await staging?.stop()
})

const pane = (page: Page, index: number): Locator => page.locator('[data-pane]').nth(index)

async function connect(page: Page, context: string): Promise<void> {
  await page.getByTestId('rail-home').click()
  await page.getByTestId(`cluster-row-${contextId(file, context)}`).dblclick()
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
}

test('tabs, panes, views, filter, drawer and dock are there again after a restart', async ({ launch }) => {
  const first = await launch({ env: { KUBECONFIG: file } })
  await connect(first.page, 'prod-eu')
  await connect(first.page, 'staging')
  await press(first.page, 'Control+\\')
  await expect(first.page.locator('[data-pane]')).toHaveCount(2)
  await pane(first.page, 0).getByTestId('table').focus()
  await press(first.page, '/')
  await first.page.keyboard.type('ns:team-0 ')
  await press(first.page, 'Enter')
  for (const index of [0, 1]) await expect(pane(first.page, index).locator('[data-region="query"]')).toContainText('team-0')
  await first.page.getByTestId('namespaces').first().focus()
  await press(first.page, 'Enter')
  await expect(first.page.getByLabel('Find a namespace')).toBeFocused()
  await first.page.keyboard.type('team-0')
  await expect(first.page.getByRole('menuitemcheckbox', { name: 'team-0', exact: true })).toBeVisible()
  await press(first.page, 'Enter', 'Escape')
  await expect(pane(first.page, 0).getByTestId('namespaces')).toContainText('team-0')
  await press(first.page, 'Control+j')
  await expect(first.page.getByTestId('operations')).toBeVisible()
  await first.page.waitForTimeout(1500)
  await first.close()

  const again = await launch({ env: { KUBECONFIG: file }, userData: first.userData })
  const { page } = again
  await expect(page.getByTestId('tab')).toHaveText([/prod-eu · Pods/, /staging ⇄ prod-eu · Pods/])
  await expect(page.locator('[data-pane]')).toHaveCount(2)
  for (const index of [0, 1]) {
    await expect(pane(page, index).locator('[data-region="query"]')).toContainText('team-0')
    await expect(pane(page, index).getByTestId('row').first()).toHaveAttribute('data-object', /\/team-0\//)
    await expect(pane(page, index).getByTestId('namespaces')).toContainText('team-0')
  }
  await expect(page.getByTestId('operations')).toBeVisible()
  expect(again.errors).toEqual([])
})

test('every window comes back with its own tabs; one that was closed does not', async ({ launch }) => {
  const first = await launch({ env: { KUBECONFIG: file } })
  await connect(first.page, 'prod-eu')
  const windowOf = async (): Promise<Page> => {
    const coming = first.electron.waitForEvent('window')
    await pressMenu(first.electron, 'File', 'New Window')
    const page = await coming
    await ready(page)
    return page
  }
  const second = await windowOf()
  await connect(second, 'staging')
  await openKind(second, 'core/ConfigMap')
  const third = await windowOf()
  await third.close()
  await second.waitForTimeout(1500)
  await first.close()

  const again = await launch({ env: { KUBECONFIG: file }, userData: first.userData })
  await expect.poll(() => again.electron.windows().length).toBe(2)
  const tabs = async (): Promise<string[]> =>
    (await Promise.all(again.electron.windows().map((page) => page.getByTestId('tab').first().innerText()))).sort()
  await expect.poll(tabs).toEqual([expect.stringMatching(/prod-eu · Pods/), expect.stringMatching(/staging · ConfigMaps/)])
})

test('a session that cannot be read is told, kept beside, and the window begins anew', async ({ launch }) => {
  const userData = mkdtempSync(join(tmpdir(), 'kubilitics-e2e-session-'))
  try {
    writeFileSync(join(userData, 'session.json'), '{"windows": "none"}')
    const { page } = await launch({ env: { KUBECONFIG: file }, userData })
    await expect(banner(page, 'notice')).toContainText('session.json.broken')
    await expect(page.getByTestId('clusters')).toBeVisible()
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

/** The system hands a link to the app that runs: as an argument of a second start. */
async function openLink(app: RunningApp, link: string): Promise<void> {
  const { exe } = await electronRuntime()
  const second = spawn(exe, launchArgs([`--user-data-dir=${app.userData}`, link]), { cwd: app.userData, stdio: 'ignore' })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      second.kill('SIGKILL')
      reject(new Error('the second start did not end'))
    }, 30_000)
    second.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

test('a link leads to its object, opens no cluster by itself, and a hostile one does nothing but say so', async ({ launch }) => {
  const app = await launch({ env: { KUBECONFIG: file } })
  const { page } = app
  await openLink(app, 'kubilitics://prod-eu/rows/core/Namespace/_/team-0')
  await expect(banner(page, 'notice')).toContainText('prod-eu, which is not open')
  expect(prod.asked('list', 'namespaces')).toBe(0)
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'Namespaces' })).toBeVisible()
  await expect(page.getByTestId('drawer-name')).toHaveText('team-0')
  await expect(banner(page, 'notice')).toHaveCount(0)

  await openLink(app, 'kubilitics://prod-eu/topology/core/Namespace/_/team-0')
  await expect(page.getByTestId('topology')).toBeVisible()
  await press(page, 'Control+Shift+l')
  await expect
    .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('kubilitics://prod-eu/topology/core/Namespace/_/team-0')
  await page.getByTestId('banner').filter({ hasText: 'Copied' }).getByRole('button', { name: 'Dismiss' }).click()

  await openLink(app, 'kubilitics://prod-eu/delete/core/Namespace/_/team-0?now=1')
  await expect(banner(page, 'notice')).toContainText('A link could not be followed')
  await expect(page.getByTestId('topology')).toBeVisible()
  await openLink(app, 'kubilitics://nowhere/rows/core/Pod')
  await expect(banner(page, 'notice').filter({ hasText: 'No cluster here is called nowhere' })).toBeVisible()
  expect(app.errors).toEqual([])
})
