import { expect, test } from './appTest.ts'

/** The sample needs no cluster, and a first start opens it: everything that a person does first works on it. */

test('lists, filter, drawer, YAML and topology work by keyboard alone', async ({ app }) => {
  const { page } = app
  const table = page.getByTestId('table')
  await expect(table).toBeVisible()
  await table.focus()

  await page.keyboard.press('j')
  await expect(table).toHaveAttribute('aria-activedescendant', /row-0$/)
  await page.keyboard.press('G')
  const last = Number(await table.getAttribute('data-count')) - 1
  await expect(table).toHaveAttribute('aria-activedescendant', new RegExp(`row-${last}$`))
  expect(await page.getByTestId('row').count()).toBeLessThanOrEqual(60)

  await page.keyboard.press('/')
  await page.keyboard.type('checkout')
  await expect(page.getByTestId('count')).toHaveText(/^3 of \d+/)
  await page.keyboard.press('Enter')
  await expect(table).toBeFocused()
  await page.keyboard.press('g')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('drawer-name')).toContainText('checkout')
  await page.keyboard.press('y')
  await expect(page.getByTestId('yaml')).toContainText('kind: Pod')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await expect(table).toBeFocused()

  await page.keyboard.press('t')
  await expect(page.getByTestId('topology')).toBeVisible()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* objects = [1-9]/)
  await page.getByTestId('topology').focus()
  await page.keyboard.press('L')
  await expect(page.getByTestId('topology-list').locator('[data-object]').first()).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(table).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByTestId('keymap')).toBeVisible()
  expect(app.errors).toEqual([])
})

test('an empty answer of the filter says what would match, and Escape clears it', async ({ app }) => {
  const { page } = app
  await expect(page.getByTestId('row').first()).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('nothing-is-called-this')
  await expect(page.getByTestId('empty')).toContainText(/No Pods match[\s\S]*Without the filter \d+ would match/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('row').first()).toBeVisible()
})

test('the palette goes to an object and selects it in its list', async ({ app }) => {
  const { page } = app
  await expect(page.getByTestId('row').first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('svc')
  await expect(page.getByTestId('palette').getByRole('option').first()).toContainText('Services')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Services' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('postgres-0')
  const found = page.getByTestId('palette').getByRole('option', { name: /po\/postgres-0/ })
  await found.click()
  await expect(page.getByTestId('drawer-name')).toHaveText('postgres-0')
  await expect(page.locator('.tr.sel')).toContainText('postgres-0')
})

test('every kind of the sidebar opens, and every first object has a drawer', async ({ app }) => {
  const { page } = app
  await expect(page.getByTestId('row').first()).toBeVisible()
  const kinds = await page
    .locator('[data-testid^="sidebar-kind-"]')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-testid') ?? ''))
  expect(kinds.length).toBeGreaterThan(15)
  for (const kind of kinds) {
    await page.getByTestId(kind).click()
    const row = page.locator('[data-testid="row"][data-index="0"]')
    await expect(row.or(page.locator('[data-body]'))).toBeVisible()
    if ((await page.locator('[data-body]').count()) > 0) continue
    await row.click()
    const name = (await row.getAttribute('data-object'))?.split('/').slice(3).join('/') ?? ''
    await expect(page.getByTestId('drawer-name'), kind).toHaveText(name)
    await expect(page.getByTestId('drawer').getByRole('tabpanel'), kind).not.toBeEmpty()
    await expect(page.getByTestId('drawer').getByTestId('error-block'), kind).toHaveCount(0)
  }
  expect(app.errors).toEqual([])
})
