import { mkdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './appTest.ts'

// The pictures of the README are taken of the bundled sample, always in the same way. They are written into the repository only when asked for:
//   KUBILITICS_WRITE_SCREENSHOTS=1 npx playwright test --project=windows readme-screenshot

const folder = process.env['KUBILITICS_WRITE_SCREENSHOTS'] === '1' ? 'docs/images' : 'test_reports/images'

async function save(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const bytes = await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' })
  expect(bytes.length).toBeGreaterThan(20_000)
}

test('the pictures of the README show the sample', async ({ app }) => {
  const { page, electron } = app
  await page.setViewportSize({ width: 1440, height: 900 })
  await electron.evaluate(({ nativeTheme }) => {
    nativeTheme.themeSource = 'dark'
  })
  const table = page.getByTestId('table')
  await expect(table).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('checkout')
  await expect(page.getByTestId('count')).toHaveText(/^3 of \d+/)
  await page.keyboard.press('Enter')
  await page.keyboard.press('g')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('drawer-name')).toContainText('checkout')
  await page.keyboard.press('/')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Backspace')
  await expect(page.getByTestId('row').nth(8)).toBeVisible()
  await page.waitForTimeout(500)
  await save(page, 'pods')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByText('Topology', { exact: true }).first().click()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* objects = [1-9]/)
  await page.waitForTimeout(1500)
  await save(page, 'topology')
})
