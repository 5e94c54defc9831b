import type { Locator, Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { contextId, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** Tabs, panes and the dock of one window, with two clusters. */
let prod: FakeCluster
let staging: FakeCluster
let app: RunningApp
let file: string

const shared = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } }

test.beforeAll(async () => {
  prod = await FakeCluster.start({ pods: 30, others: 60 })
  staging = await FakeCluster.start({ pods: 12, others: 40, seed: 7 })
  for (const [cluster, names] of [
    [prod, ['both', 'only-prod']],
    [staging, ['both']],
  ] as const)
    for (const name of names) cluster.server.put('', 'configmaps', { ...shared, metadata: { name, namespace: 'pair' } })
  // of three one is in prod alone: the lists are of different length, and the same lines at most places
  for (let n = 0; n < 120; n++)
    for (const cluster of n % 3 === 0 ? [prod] : [prod, staging])
      cluster.server.put('', 'configmaps', { ...shared, metadata: { name: `line-${String(n).padStart(3, '0')}`, namespace: 'line' } })
  file = prod.kubeconfig([prod.context('prod-eu'), staging.context('staging')])
  app = await startApp({ env: { KUBECONFIG: file } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await prod?.stop()
  await staging?.stop()
})

const pane = (page: Page, index: number): Locator => page.locator('[data-pane]').nth(index)
const cell = (page: Page, index: number, id: string): Locator => rowOf(page, id).and(pane(page, index).locator('[data-object]'))

const expectAccessible = (what: string): Promise<void> => expectAccessibleIn(app.page, what)

async function connect(context: string): Promise<void> {
  const { page } = app
  await page.getByTestId('rail-home').click()
  await page.getByTestId(`cluster-row-${contextId(file, context)}`).dblclick()
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
}

test('two clusters stand side by side, linked: kind, filter and selection of one are those of the other', async () => {
  const { page } = app
  await page.getByTestId(`cluster-row-${contextId(file, 'prod-eu')}`).click()
  await page.getByTestId('protect').click()
  await connect('prod-eu')
  await connect('staging')
  await expect(page.getByTestId('tab')).toHaveText([/prod-eu · Pods/, /staging · Pods/])
  await page.getByTestId(`rail-${contextId(file, 'prod-eu')}`).click()
  await press(page, 'Control+\\')
  await expect(page.locator('[data-pane]')).toHaveCount(2)
  await expect(page.getByTestId('tab').first()).toHaveText(/prod-eu ⇄ staging · Pods/)
  await expect(pane(page, 0).getByTestId('count')).toContainText('30')
  await expect(pane(page, 1).getByTestId('count')).toContainText('12')

  await press(page, ':')
  await page.keyboard.type('configmaps')
  await press(page, 'Enter')
  for (const index of [0, 1]) await expect(pane(page, index).getByRole('heading', { name: 'ConfigMaps' })).toBeVisible()
  await pane(page, 0).getByTestId('table').focus()
  await press(page, '/')
  await page.keyboard.type('ns:pair ')
  await press(page, 'Enter')
  await expect(pane(page, 0).getByTestId('count')).toContainText('2 of')
  await expect(pane(page, 1).getByTestId('count')).toContainText('1 of')
  await pane(page, 0).getByTestId('table').focus()

  // what only one of them has is marked, and no more once the other has it too
  await expect(cell(page, 0, 'core/ConfigMap/pair/only-prod')).toHaveAttribute('title', 'Not in staging')
  await expect(cell(page, 0, 'core/ConfigMap/pair/both')).not.toHaveAttribute('title')
  await expect(cell(page, 1, 'core/ConfigMap/pair/both')).not.toHaveAttribute('title')

  await cell(page, 0, 'core/ConfigMap/pair/both').click()
  await expect(cell(page, 1, 'core/ConfigMap/pair/both')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('counterpart')).toHaveCount(0)
  await cell(page, 0, 'core/ConfigMap/pair/only-prod').click()
  await expect(page.getByTestId('counterpart')).toHaveText(/cm\/pair\/only-prod\s*not in staging/)
  await press(page, 'Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await shoot(app, 'panes-linked')
  await expectAccessible('two linked panes')
})

test('linked lists stay in line: scrolled with the wheel and moved by key, the same object is on the same line of the window', async () => {
  const { page } = app
  await pane(page, 0).getByRole('button', { name: 'Remove ns:pair' }).click()
  await pane(page, 0).getByTestId('query').fill('ns:line ')
  await expect(pane(page, 0).getByTestId('count')).toContainText('120 of')
  await expect(pane(page, 1).getByTestId('count')).toContainText('80 of')
  /** Differences in pixels between the places of objects that both panes show; null while they show none together. */
  const apart = (): Promise<number | null> =>
    page.evaluate(() => {
      const [left, right] = [...document.querySelectorAll('[data-pane]')].map((one) => {
        const box = one.querySelector('[data-virtual]')?.getBoundingClientRect()
        const seen = [...one.querySelectorAll<HTMLElement>('[data-object]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect()
          return box !== undefined && top >= box.top && bottom <= box.bottom
        })
        return new Map(seen.map((row) => [row.dataset['object'], row.getBoundingClientRect().top]))
      })
      const both = [...(left ?? [])].filter(([id]) => right?.has(id))
      return both.length === 0 ? null : Math.min(...both.map(([id, top]) => Math.abs(top - (right?.get(id) ?? 0))))
    })
  const inLine = (what: string): Promise<void> => expect.poll(apart, what).toBe(0)
  const box = await pane(page, 0).getByTestId('table').boundingBox()
  if (box === null) throw new Error('no table')
  await page.mouse.move(box.x + 200, box.y + 200)
  await page.mouse.wheel(0, 1200)
  await inLine('after the wheel')
  await pane(page, 0).getByTestId('table').focus()
  await press(page, 'G', 'k', 'k', 'k')
  await inLine('near the end, by key')
  await shoot(app, 'panes-in-line')
  await pane(page, 0).getByRole('button', { name: 'Remove ns:line' }).click()
  await pane(page, 0).getByTestId('query').fill('ns:pair ')
  await expect(pane(page, 1).getByTestId('count')).toContainText('1 of')
  await pane(page, 0).getByTestId('table').focus()
})

test('parted panes go their own ways; each has its own way back, and what it had open is closed with it', async () => {
  const { page } = app
  await press(page, 'Control+l')
  await expect(pane(page, 0).getByTestId('pane-link')).toHaveAttribute('aria-pressed', 'false')
  await pane(page, 1).getByTestId('table').click()
  await press(page, ':')
  await page.keyboard.type('topology')
  await press(page, 'Enter')
  await expect(pane(page, 1).getByTestId('topology')).toBeVisible()
  await expect(pane(page, 0).getByRole('heading', { name: 'ConfigMaps' })).toBeVisible()
  await press(page, 'Alt+PageUp', 'Alt+ArrowLeft')
  await expect(pane(page, 0).getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await expect(pane(page, 1).getByTestId('topology')).toBeVisible()
  await expect(pane(page, 0).getByTestId('row').first()).toBeVisible()
  await expectAccessible('a list beside a topology')

  const width = async (): Promise<number> => (await pane(page, 0).boundingBox())?.width ?? 0
  const before = await width()
  await page.getByTestId('pane-grip').focus()
  await press(page, 'ArrowLeft', 'ArrowLeft')
  expect(await width()).toBeLessThan(before - 20)
  await pane(page, 1).getByTestId('pane-close').click()
  await expect(page.locator('[data-pane]')).toHaveCount(1)
  await expect(page.getByTestId('sidebar')).toBeVisible()
})

test('what is pressed in a pane that has not the focus stays under the pointer, though the drawer goes with the pane', async () => {
  const { page } = app
  await press(page, 'Control+\\')
  await expect(page.locator('[data-pane]')).toHaveCount(2)
  await press(page, 'Control+l')
  await pane(page, 1).getByTestId('row').first().click()
  await expect(page.getByTestId('drawer')).toBeVisible()
  await pane(page, 0).getByTestId('table').focus()
  await expect(pane(page, 0)).toHaveAttribute('data-active', '')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  // the drawer comes with the pane it belongs to, and pushes what was pressed to the left
  const control = await pane(page, 1).getByTestId('problems-only').boundingBox()
  await page.mouse.move((control?.x ?? 0) + (control?.width ?? 0) / 2, (control?.y ?? 0) + (control?.height ?? 0) / 2)
  await page.mouse.down()
  await page.waitForTimeout(150)
  await page.mouse.up()
  await expect(page.getByTestId('drawer')).toBeVisible()
  await expect(pane(page, 1).getByTestId('problems-only')).toHaveAttribute('aria-pressed', 'true')
  await pane(page, 1).getByTestId('problems-only').click()
  await pane(page, 0).getByTestId('table').focus()
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await pane(page, 1).getByTestId('pane-close').click({ delay: 150 })
  await expect(page.locator('[data-pane]')).toHaveCount(1)
})

test('tabs are opened, chosen, moved and closed by keyboard', async () => {
  const { page } = app
  await press(page, 'Control+t')
  await expect(page.getByTestId('clusters')).toBeFocused()
  await expect(page.getByTestId('tab')).toHaveCount(3)
  await press(page, 'Control+9')
  await expect(page.getByTestId('tab').nth(2).getByRole('button').first()).toHaveAttribute('aria-current', 'page')
  await press(page, 'Control+1', 'Control+Shift+PageDown')
  await expect(page.getByTestId('tab').nth(1)).toHaveText(/prod-eu · Pods/)
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'Control+Tab', 'Control+w')
  await expect(page.getByTestId('tab')).toHaveCount(2)
  // its last tab closes a cluster
  await expect(page.getByTestId(`rail-${contextId(file, 'staging')}`)).toHaveCount(0)
})

test('the dock is opened, resized and closed by keyboard, and stays out of the way when it is hidden', async () => {
  const { page } = app
  await page.getByTestId('rail').locator('[data-testid^="rail-ctx-"]').first().click()
  await press(page, 'Control+j')
  await expect(page.getByTestId('operations')).toBeFocused()
  await expectAccessible('the dock')
  const height = async (): Promise<number> => (await page.getByTestId('dock').boundingBox())?.height ?? 0
  const before = await height()
  await page.getByRole('separator', { name: 'Height of the dock' }).focus()
  await press(page, 'ArrowUp', 'ArrowUp')
  expect(await height()).toBe(before + 16)
  await press(page, 'Control+j')
  await expect(page.getByTestId('dock')).toBeHidden()
  await expect(page.getByTestId('table')).toBeFocused()
  await press(page, 'Control+j')
  await page.getByTestId('dock-tab-operations').focus()
  await press(page, 'Delete')
  await expect(page.getByTestId('dock')).toBeHidden()
})
