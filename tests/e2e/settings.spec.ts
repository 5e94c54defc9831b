import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import { expect, test } from './appTest.ts'

const settingsOf = (userData: string): Record<string, unknown> => JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8')) as never

test('everything is set in one place, by keyboard, holds at once, and is there at the next start', async ({ launch }) => {
  const userData = mkdtempSync(join(tmpdir(), 'kubilitics-settings-'))
  const first = await launch({ userData })
  const { page } = first
  await sizeWindow(first, 1440, 900)
  await press(page, 'Control+,')
  const settings = page.getByTestId('settings')
  await expect(settings).toBeVisible()
  await expectAccessibleIn(page, 'settings')
  await shoot(first, 'settings')

  await settings.getByRole('textbox', { name: 'Find a setting' }).fill('utc')
  await expect(settings.locator('[data-setting]')).toHaveCount(1)
  await settings.getByRole('radio', { name: 'UTC' }).click()
  await settings.getByRole('textbox', { name: 'Find a setting' }).fill('nothing of this name')
  await expect(settings).toContainText('No setting matches')
  await settings.getByRole('textbox', { name: 'Find a setting' }).fill('')
  await settings.getByRole('radio', { name: 'Light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  // the arrow keys go from one choice to the next
  await press(page, 'ArrowRight')
  await expect(settings.getByRole('radio', { name: 'As the system' }).first()).toHaveAttribute('aria-checked', 'true')
  await settings.getByRole('radio', { name: 'Reduced' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced')
  const moves = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--t-base').trim())
  expect(moves).toMatch(/^0m?s$/)

  const days = settings.getByRole('textbox', { name: 'Days that events are kept' })
  await days.fill('900')
  await days.press('Enter')
  await expect(settings).toContainText('A whole number from 1 to 90.')
  expect(settingsOf(userData)).toMatchObject({ events: { days: 7 } })
  await days.fill('14')
  await days.press('Enter')
  await expect.poll(() => settingsOf(userData)).toMatchObject({ version: 1, zone: 'utc', motion: 'reduced', events: { days: 14 } })
  await settings.getByRole('radio', { name: 'As the server has them' }).click()
  await expect(days).toHaveCount(0)
  expect(first.errors).toEqual([])
  await first.close()

  const second = await launch({ userData })
  await press(second.page, 'Control+,')
  await expect(second.page.getByTestId('settings').getByRole('radio', { name: 'As the server has them' })).toHaveAttribute(
    'aria-checked',
    'true',
  )
  await expect(second.page.locator('html')).toHaveAttribute('data-motion', 'reduced')
  // the palette finds a setting by its name
  await press(second.page, 'Control+K')
  await second.page.keyboard.type('keymap')
  await expect(second.page.getByRole('option', { name: /Keymap/ })).toBeVisible()
})

test('a settings file that cannot be used is kept, its good fields hold, and it is said what to do; so is a keymap', async ({ launch }) => {
  const userData = mkdtempSync(join(tmpdir(), 'kubilitics-settings-'))
  const text = '{"version":1,"theme":"light","density":"huge","events":{"days":"many"}}'
  writeFileSync(join(userData, 'settings.json'), text)
  writeFileSync(join(userData, 'keymap.json'), '{"palette":["Ctrl P"],"no-such-action":["x"]}')
  const app = await launch({ userData })
  const { page } = app
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await press(page, 'Control+,')
  const problems = page.getByTestId('settings-problems')
  await expect(problems).toContainText('density is "huge"')
  await expect(problems).toContainText('events.days is "many"')
  await expect(problems).toContainText('settings.json.broken')
  expect(readFileSync(join(userData, 'settings.json.broken'), 'utf8')).toBe(text)
  await expect(page.getByTestId('keymap-problems')).toContainText('No action is called "no-such-action"')
  // corrected by hand, and read again without a restart
  writeFileSync(join(userData, 'keymap.json'), '{"palette":["Ctrl P"]}')
  await page.getByTestId('keymap-read').click()
  await expect(page.getByTestId('keymap-problems')).toHaveCount(0)
  await press(page, 'Control+P')
  await expect(page.getByRole('dialog')).toBeVisible()
  await press(page, 'Escape')
  await expectAccessibleIn(page, 'settings with problems')
  expect(app.errors).toEqual([])
})

test('a cluster is named, gets namespaces, a Prometheus and a Grafana; the link holds whatever a name holds, and asks', async ({
  launch,
}) => {
  const cluster = await FakeCluster.start({ pods: 5, others: 10 })
  try {
    const app = await launch({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
    const { page } = app
    await sizeWindow(app, 1440, 900)
    await page.getByTestId('sidebar').waitFor()
    await press(page, 'Control+,')
    const settings = page.getByTestId('settings')
    await expect(page.getByTestId('settings-cluster')).toContainText('fleet')
    await page.getByTestId('settings-namespaces').fill('team-a, Team_B')
    await page.getByTestId('settings-namespaces').press('Enter')
    await expect(settings).toContainText('"Team_B" is no name of a namespace')
    await page.getByTestId('settings-namespaces').fill('team-a')
    await page.getByTestId('settings-namespaces').press('Enter')

    const prometheus = page.getByTestId('prometheus-form')
    await prometheus.getByRole('radio', { name: 'This one' }).click()
    await prometheus.getByRole('textbox', { name: 'Prometheus: Service' }).fill('no/such')
    await page.getByTestId('prometheus-check').click()
    await expect(prometheus.getByRole('alert')).toContainText('It has to be a name of small letters')
    await prometheus.getByRole('textbox', { name: 'Prometheus: Service' }).fill('no-such')
    await page.getByTestId('prometheus-check').click()
    await expect(prometheus.getByRole('alert')).toContainText('is no Prometheus')
    await prometheus.getByRole('radio', { name: 'Looked for' }).click()

    await page.getByTestId('grafana-url').fill('http://grafana.lan/graphs')
    await page.getByTestId('grafana-url').press('Enter')
    await expect(page.getByTestId('grafana-form')).toContainText('Without encryption')
    await page.getByRole('button', { name: 'Paths of your own…' }).click()
    await page.getByTestId('grafana-pod').fill('/d/x?var-pod={pod}')
    await expect(page.getByTestId('grafana-form').getByRole('alert')).toContainText('{pod} in the path is not one of')
    await page.getByTestId('grafana-pod').fill('/d/x?var-pod={namespace}/{name}&c={cluster}')
    await page.getByTestId('grafana-pod').press('Enter')
    await expectAccessibleIn(page, 'settings of a cluster')
    await shoot(app, 'settings-cluster')
    const registry = (): string => readFileSync(join(app.userData, 'registry.json'), 'utf8')
    await expect.poll(() => existsSync(join(app.userData, 'registry.json')) && registry()).toContain('var-pod={namespace}')
    expect(registry()).toContain('"team-a"')

    await app.electron.evaluate(({ dialog, shell }) => {
      const seen = globalThis as unknown as { asked: unknown[]; opened: string[] }
      seen.asked = []
      seen.opened = []
      dialog.showMessageBox = (...args: unknown[]) => {
        seen.asked.push(args.at(-1))
        return Promise.resolve({ response: 0, checkboxChecked: false })
      }
      shell.openExternal = (url) => {
        seen.opened.push(url)
        return Promise.resolve()
      }
    })
    await page.getByTestId('rail').getByRole('button', { name: /fleet/ }).click()
    await openKind(page, 'core/Pod')
    const pod = (await page.getByTestId('row').first().getAttribute('data-object')) ?? ''
    await rowOf(page, pod).dblclick()
    await page.getByTestId('tab-metrics').click()
    await page.getByTestId('open-grafana').click()
    const seen = (): Promise<{ asked: { type: string }[]; opened: string[] }> =>
      app.electron.evaluate(() => {
        const { asked, opened } = globalThis as unknown as { asked: { type: string }[]; opened: string[] }
        return { asked, opened }
      })
    await expect.poll(async () => (await seen()).opened.length).toBe(1)
    const { asked, opened } = await seen()
    expect(asked[0]).toMatchObject({ type: 'warning' })
    const [, , namespace, name] = pod.split('/')
    expect(opened).toEqual([`http://grafana.lan/graphs/d/x?var-pod=${namespace ?? ''}/${name ?? ''}&c=fleet`])
    await expectAccessibleIn(page, 'metrics with a link to Grafana')
    expect(app.errors).toEqual([])
  } finally {
    await cluster.stop()
  }
})
