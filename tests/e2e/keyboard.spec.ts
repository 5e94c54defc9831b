import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import { press, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** A whole day's work by keyboard alone: nothing here has a mouse. */
test.slow()
// one day: what is done later begins where it was left
test.describe.configure({ mode: 'serial' })
let prod: FakeCluster
let staging: FakeCluster
let app: RunningApp
const userData = mkdtempSync(join(tmpdir(), 'kubilitics-keys-'))

test.beforeAll(async () => {
  const pods = { pods: 60, others: 120 }
  prod = await FakeCluster.start(pods)
  staging = await FakeCluster.start({ ...pods, seed: 7 })
  const file = prod.kubeconfig([prod.context('prod-eu'), staging.context('staging')])
  app = await startApp({ env: { KUBECONFIG: file }, userData })
  await sizeWindow(app, 1440, 900)
})
test.afterAll(async () => {
  await app?.close()
  await prod?.stop()
  await staging?.stop()
  rmSync(userData, { recursive: true, force: true })
})

/** Says a command to the palette. */
async function say(page: Page, words: string): Promise<void> {
  await press(page, 'Control+k')
  await expect(page.getByTestId('palette')).toBeVisible()
  await page.keyboard.type(words)
  await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible()
  await press(page, 'Enter')
  await expect(page.getByTestId('palette')).toHaveCount(0)
}

/** One of these keys leads to another object of the picture. */
async function walks(page: Page, keys: readonly string[]): Promise<void> {
  const said = page.getByTestId('topology').locator('[aria-live]')
  const before = await said.textContent()
  const tried: (string | null)[] = []
  for (const key of keys) {
    await press(page, key)
    await page.waitForTimeout(300)
    tried.push(await said.textContent())
    if (tried.at(-1) !== before) return
  }
  expect(tried, 'no key leads anywhere').not.toContain(before)
}

/** The part of the window that has the focus. */
const region = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null)

test('clusters are opened, lists filtered, objects looked at, and the focus comes back each time', async () => {
  const { page } = app
  // the list of clusters: F6 comes to it, wherever the window begins
  for (let step = 0; step < 9 && (await region(page)) !== 'table'; step++) await press(page, 'F6')
  expect(await region(page)).toBe('table')
  await press(page, 'g', 'Enter')
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await expect(page.getByTestId('count')).toContainText('60')
  await expect(page.getByTestId('table')).toBeFocused()

  await press(page, '/')
  expect(await region(page)).toBe('query')
  const name = (await page.getByTestId('row').nth(4).getAttribute('data-object'))?.split('/').at(-1) ?? ''
  await page.keyboard.type(name.slice(0, -4))
  await press(page, 'Enter')
  await expect(page.getByTestId('table')).toBeFocused()
  await expect(page.getByTestId('count')).toContainText('of 60')
  await expect(page.getByTestId('spoken')).toContainText('Pods')

  await press(page, 'j', 'j', 'k', 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'Enter')
  expect(await region(page)).toBe('drawer')
  await expect(page.getByTestId('tab-overview')).toBeFocused()
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter')
  await expect(page.getByTestId('tab-yaml')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('yaml')).toContainText('apiVersion')
  await press(page, 'F6', 'Shift+F6', 'Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await expect(page.getByTestId('table')).toBeFocused()

  await press(page, 'y')
  await expect(page.getByTestId('yaml')).toContainText('apiVersion')
  await press(page, 'd')
  await expect(page.getByTestId('tab-overview')).toHaveAttribute('aria-selected', 'true')
  await press(page, 'Escape', 'Escape')
  await expect(page.getByTestId('count')).toContainText(/^\s*60\s*$/)
})

test('dialogs, palette and menus give the focus back', async () => {
  const { page } = app
  await press(page, '?')
  // every place that has keys is listed, and what cannot be chosen as well
  for (const line of [
    'Log of the selected object',
    'Match before',
    'Find on the screen',
    'Close the cluster that has the focus',
    'New window',
  ])
    await expect(page.getByTestId('keymap')).toContainText(line)
  await press(page, 'Escape')
  await expect(page.getByTestId('keymap')).toHaveCount(0)
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'Control+k', 'Escape')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await expect(page.getByTestId('table')).toBeFocused()
  await page.getByTestId('namespaces').focus()
  await press(page, 'Enter')
  await expect(page.locator('.menu')).toBeVisible()
  await press(page, 'Escape')
  await expect(page.locator('.menu')).toHaveCount(0)
  await expect(page.getByTestId('namespaces')).toBeFocused()
})

test('logs and shells in the dock are opened, left and closed', async () => {
  const { page } = app
  await say(page, 'pods')
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'g', 'l')
  await expect(page.getByTestId('dock-tab-logs')).toBeVisible()
  await expect.poll(() => region(page)).toBe('dock')
  await press(page, 'F6')
  expect(await region(page)).not.toBe('dock')
  for (let step = 0; step < 9 && (await region(page)) !== 'table'; step++) await press(page, 'F6')
  await press(page, 's')
  await expect(page.getByTestId('dock-tab-terminal')).toBeVisible()
  await expect(page.getByTestId('terminal')).toHaveAttribute('data-state', 'open')
  await page.keyboard.type('size\n')
  await expect(page.getByTestId('terminal')).toContainText(/\d+ x \d+/)
  await press(page, 'F6')
  expect(await region(page)).not.toBe('dock')
  await press(page, 'Control+j')
  await expect(page.getByTestId('dock')).toBeHidden()
  await expect(page.getByTestId('table')).toBeFocused()
})

test('the graph is walked, as a picture and as a tree; back and forward lead along the way', async () => {
  const { page } = app
  await press(page, 'g', 't')
  await expect(page.getByTestId('topology')).toBeFocused()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  const said = page.getByTestId('topology').locator('[aria-live]')
  await expect(said).toContainText('Pod')
  await walks(page, ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  for (let step = 0; step < 12 && (await region(page)) !== 'table'; step++) await press(page, 'F6')
  await press(page, 'Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await press(page, 'L')
  await expect(page.getByTestId('topology-list')).toBeFocused()
  await press(page, 'j', 'ArrowRight', 'ArrowLeft', 'L')
  await expect(page.getByTestId('topology')).toBeVisible()
  await press(page, 'Alt+ArrowLeft')
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await press(page, 'Alt+ArrowRight')
  await expect(page.getByTestId('topology')).toBeVisible()
  await press(page, 'Alt+ArrowLeft')
})

test('pages, panes and tabs are opened and closed', async () => {
  const { page } = app
  for (const [words, heading] of [
    ['problems', 'Problems'],
    ['events', 'Events'],
    ['overview', 'Overview'],
    ['rights', 'Rights'],
  ] as const) {
    await say(page, words)
    await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible()
  }
  await say(page, 'pods')
  await press(page, 'Control+t')
  await expect(page.getByTestId('clusters')).toBeFocused()
  await press(page, 'g', 'j', 'Enter')
  await expect(page.getByTestId('tab').nth(1)).toHaveText(/staging/)
  await press(page, 'Control+1', 'Control+\\')
  await expect(page.locator('[data-pane]')).toHaveCount(2)
  await press(page, 'Alt+PageDown')
  await expect(page.locator('[data-pane]').nth(0)).toHaveAttribute('data-active', '')
  await press(page, 'Alt+PageDown', 'Alt+w')
  await expect(page.locator('[data-pane]')).toHaveCount(1)
  await press(page, 'Control+2', 'Control+w')
  await expect(page.getByTestId('tab')).toHaveCount(1)
  await press(page, 'Control+w')
  await expect(page.getByTestId('clusters')).toBeVisible()
})

test('keys of one’s own work on the canvas, in its tree, in lists, and out of a terminal', async () => {
  await app.close()
  writeFileSync(
    join(userData, 'keymap.json'),
    JSON.stringify({
      'zoom-in': ['z'],
      walk: ['a', 'd', 'w', 'x'],
      twin: ['v'],
      next: ['n'],
      topology: ['q'],
      'next-region': ['F8'],
      'open-node': ['b'],
      'log-wrap': ['Ctrl U'],
      'close-cluster': ['x'],
    }),
  )
  const again = await startApp({ args: ['--kubeconfig', join(prod.folder, 'kubeconfig')], userData })
  app = again
  const { page } = again
  await sizeWindow(again, 1440, 900)
  await say(page, 'pods')
  await expect(page.getByTestId('count')).toContainText('60')
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'g', 'n')
  await expect(page.getByTestId('row').nth(1)).toHaveAttribute('aria-selected', 'true')
  // the key it had before means nothing any more
  await press(page, 'j', 't')
  await expect(page.getByTestId('row').nth(1)).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('topology')).toHaveCount(0)
  await press(page, 'q')
  await expect(page.getByTestId('topology')).toBeFocused()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  const said = page.getByTestId('topology').locator('[aria-live]')
  await expect(said).toContainText('Pod')
  const before = await said.textContent()
  await press(page, 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown')
  expect(await said.textContent()).toBe(before)
  await walks(page, ['a', 'd', 'w', 'x'])
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await press(page, 'b')
  await expect(page.getByTestId('drawer')).toBeVisible()
  // what is shown as the key is the key
  await expect(page.getByTestId('drawer').getByRole('button', { name: 'Topology' }).locator('.kbd')).toHaveText('q')
  await press(page, 'Escape')
  await page.getByTestId('topology').focus()
  await press(page, 'v')
  await expect(page.getByTestId('topology-list')).toBeFocused()
  await press(page, 'n', 'v')
  await expect(page.getByTestId('topology')).toBeVisible()

  await say(page, 'pods')
  await press(page, 'g', 'l')
  await expect(page.getByTestId('log-lines')).toBeFocused()
  const wrap = page.getByRole('button', { name: 'Wrap long lines' })
  const wraps = await wrap.getAttribute('aria-pressed')
  await expect(wrap).toHaveAttribute('title', 'Wrap long lines (Ctrl U)')
  await press(page, 'w')
  await expect(wrap).toHaveAttribute('aria-pressed', String(wraps))
  await press(page, 'Control+u')
  await expect(wrap).not.toHaveAttribute('aria-pressed', String(wraps))
  const badge = page.locator('[data-testid^="rail-ctx-"]').first()
  await badge.focus()
  await press(page, 'Delete')
  await expect(badge).toBeFocused()
  await press(page, 'x')
  await expect(page.locator('[data-testid^="rail-ctx-"]')).toHaveCount(0)
})
