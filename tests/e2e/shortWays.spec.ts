import type { Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import { press, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** Short ways by keyboard: what is typed is taken, what is opened has the focus, and Escape leads back where one was. */
test.describe.configure({ mode: 'serial' })
let shop: FakeCluster
let other: FakeCluster
let app: RunningApp

test.beforeAll(async () => {
  shop = await FakeCluster.start({ pods: 40, others: 60 })
  other = await FakeCluster.start({ pods: 10, others: 20, seed: 7 })
  const file = shop.kubeconfig([shop.context('shop'), other.context('app')])
  app = await startApp({ env: { KUBECONFIG: file } })
  await sizeWindow(app, 1440, 900)
  await ask(app.page, 'shop', /^shop/)
  await press(app.page, 'Enter')
  await expect(app.page.getByTestId('row').first()).toBeVisible()
})
test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await shop?.stop()
  await other?.stop()
})

/** Opens the palette with words, and waits for what it says first. */
async function ask(page: Page, words: string, first: string | RegExp): Promise<void> {
  await press(page, 'Control+k')
  await page.keyboard.type(words)
  await expect(page.getByTestId('palette').getByRole('option').first()).toContainText(first)
}
const region = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null)

test('a namespace is typed and taken with Enter; what is found comes first under the arrows', async () => {
  const { page } = app
  const button = page.getByTestId('namespaces')
  await button.focus()
  await press(page, 'Enter')
  await page.keyboard.type('team-0')
  await press(page, 'ArrowDown')
  await expect(page.getByRole('menuitemcheckbox', { name: 'team-0', exact: true })).toBeFocused()
  await press(page, 'Escape')
  await expect(button).toBeFocused()
  await press(page, 'Enter')
  await page.keyboard.type('team-0')
  await press(page, 'Enter', 'Escape')
  await expect(button).toHaveText(/team-0/)
  await expect(button).toBeFocused()
})

test('a cluster that is called as typed comes before what is called so in another one, and stays first when objects come', async () => {
  const { page } = app
  await ask(page, 'app', 'app')
  await expect(page.getByTestId('palette').getByRole('option').nth(3)).toBeVisible()
  await expect(page.getByTestId('palette').getByRole('option').first()).toHaveText(/^app\s*not connected/)
  await press(page, 'Enter')
  await expect(page.getByTestId('tab').last()).toContainText('app · Pods')
  await press(page, 'Control+w')
})

test('what the palette opens in the dock has the focus; a log’s field is left to its lines; F6 comes back to where one was', async () => {
  const { page } = app
  await page.getByTestId('table').focus()
  await ask(page, 'operations', 'Operations')
  await press(page, 'Enter')
  await expect.poll(() => region(page)).toBe('dock')
  await page.getByTestId('table').focus()
  await press(page, 'g', 'l')
  await expect(page.getByTestId('log-lines')).toBeFocused()
  await press(page, '/')
  await expect(page.getByTestId('log-include')).toBeFocused()
  await press(page, 'Escape')
  await expect(page.getByTestId('log-lines')).toBeFocused()
  await press(page, 'F6')
  expect(await region(page)).toBe('ledger')
  await press(page, 'Shift+F6')
  await expect(page.getByTestId('log-lines')).toBeFocused()
})

test('a dialog gives the focus to what it is about, and back when Escape leaves it', async () => {
  const { page } = app
  await page.getByTestId('table').focus()
  await ask(page, 'shell of', /^Shell of this system/)
  await press(page, 'Enter')
  await expect(page.getByTestId('open-local-shell')).toBeFocused()
  await press(page, 'Escape')
  await expect(page.getByTestId('open-local-shell')).toHaveCount(0)
  await expect(page.getByTestId('table')).toBeFocused()
})

test('at 200 % the log in a low dock has room for its lines, and all that belongs to it stays within', async () => {
  const { page, electron } = app
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(2)
  })
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(720)
  const lines = await page.getByTestId('log-lines').evaluate((one) => one.getBoundingClientRect().height)
  expect(lines).toBeGreaterThan(60)
  const below = await page.getByTestId('dock').evaluate((dock) => {
    const { bottom } = dock.getBoundingClientRect()
    return [...dock.querySelectorAll('[data-testid="log"] > *')].filter((one) => one.getBoundingClientRect().bottom > bottom + 1).length
  })
  expect(below).toBe(0)
  expect(app.errors).toEqual([])
})
