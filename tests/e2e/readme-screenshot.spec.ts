import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { press, screenshots, setTheme, sizeWindow } from './appScreen.ts'
import { expect, test } from './appTest.ts'

// The pictures of the README are of the app itself, on the bundled sample. They are taken in every run, and written into the repository when asked for:
//   KUBILITICS_WRITE_SCREENSHOTS=1 npx playwright test --project=windows readme-screenshot
//   pngquant --force --ext .png --quality 85-100 docs/images/*.png
const folder = process.env['KUBILITICS_WRITE_SCREENSHOTS'] === '1' ? 'docs/images' : screenshots

test('the pictures of the README', async ({ app }) => {
  const { page } = app
  mkdirSync(folder, { recursive: true })
  await setTheme(page, 'dark')
  await sizeWindow(app, 1440, 900)
  // the worst first
  const status = page.getByRole('columnheader', { name: 'Status' })
  await status.getByRole('button').click()
  await status.getByRole('button').click()
  await expect(status).toHaveAttribute('aria-sort', 'descending')
  const broken = page.getByTestId('row').filter({ hasText: 'CrashLoopBackOff' }).first()
  await broken.click()
  await expect(page.getByTestId('drawer')).toContainText('Containers')
  // a picture without a pointer over it
  await page.mouse.move(720, 5)
  await page.screenshot({ path: join(folder, 'pods.png') })

  await page.getByTestId('table').focus()
  await press(page, 'Escape')
  await page.getByTestId('sidebar-topology').click()
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'shop', exact: true }).click()
  await press(page, 'Escape')
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  await expect(page.getByTestId('namespaces')).toContainText('shop')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.mouse.move(720, 5)
  const pane = page.getByTestId('topology')
  let before = await pane.screenshot()
  await expect
    .poll(async () => {
      await page.waitForTimeout(250)
      const now = await pane.screenshot()
      const still = now.equals(before)
      before = now
      return still
    })
    .toBe(true)
  await page.screenshot({ path: join(folder, 'topology.png') })
  expect(app.errors).toEqual([])
})
