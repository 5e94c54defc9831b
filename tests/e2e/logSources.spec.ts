import { FakeCluster } from '../support/fakeCluster.ts'
import { violationsIn } from './accessible.ts'
import { press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

let one: FakeCluster
let two: FakeCluster
let hanging: FakeCluster
let app: RunningApp
const start = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000_000n
const second = 1_000_000_000n

function pod(fake: FakeCluster, name: string, part: Record<string, unknown> = {}): void {
  fake.server.put('', 'pods', {
    metadata: { name, namespace: 'aaa', labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image: 'x', ...part }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
  })
}

// each goes on with the log that the one before left
test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  one = await FakeCluster.start({ pods: 3, others: 20 })
  two = await FakeCluster.start({ pods: 3, others: 20 })
  hanging = await FakeCluster.start({ pods: 3, others: 20 })
  hanging.server.faults.arm({ when: () => true, times: Infinity, action: { type: 'hang' } })
  for (const fake of [one, two]) fake.server.put('', 'namespaces', { metadata: { name: 'aaa' }, status: { phase: 'Active' } })
  pod(one, 'web-1', { stdin: true, tty: true })
  pod(one, 'web-2')
  pod(two, 'web-1')
  for (let i = 0; i < 90; i++) {
    const [fake, name] = (
      [
        [one, 'web-1'],
        [one, 'web-2'],
        [two, 'web-1'],
      ] as const
    )[i % 3] ?? [one, 'web-1']
    fake.server.logs.write(
      'aaa',
      name,
      'app',
      `{"level":"${i % 10 === 0 ? 'error' : 'info'}","status":${i % 7 === 0 ? 500 : 200},"path":"/items/${i}"}`,
      start + BigInt(i) * second,
    )
  }
  app = await startApp({
    env: { KUBECONFIG: one.kubeconfig([one.context('staging'), two.context('prod'), hanging.context('far')]) },
  })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  for (const fake of [one, two, hanging]) await fake?.stop()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

const accessible = async (): Promise<void> => {
  expect(await violationsIn(app.page, { within: ['[data-testid="dock"]'] })).toEqual([])
}

test('the palette opens the merged log of several clusters, and one that hangs holds nobody back', async () => {
  const { page } = app
  await page.getByTestId('sidebar').or(page.getByTestId('clusters')).first().waitFor()
  await press(page, 'Control+k')
  await page.keyboard.type('logs app=web ns:aaa @staging @prod @far')
  await expect(page.getByTestId('palette')).toContainText('Logs of app=web')
  await press(page, 'Enter')
  const lines = page.getByTestId('log-line')
  await expect(page.getByTestId('log-foot')).toContainText('90 lines', { timeout: 40_000 })
  await expect(lines.last()).toContainText('/items/89')
  await expect(lines.last()).toContainText('prod')
  await expect(lines.nth(-2)).toContainText('staging')
  await expect(lines.nth(-2)).toContainText('web-2 app')
  await expect(page.getByTestId('log-absent')).toContainText('far')
  await expect(page.getByTestId('log-source')).toHaveValue('app=web ns:aaa @staging @prod @far')
  await accessible()
  await shoot(app, 'log-clusters')
})

test('whose log it is can be changed in its head: by words, and by clusters', async () => {
  const { page } = app
  await page.getByTestId('log-source').fill('po/web-1 ns:aaa @staging')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('log-foot')).toContainText('30 lines')
  await expect(page.getByTestId('dock-tab-logs')).toHaveText(/web-1/)
  await page.getByTestId('log-source').fill('nonsense')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('log-source-problem')).toContainText('"nonsense" is neither')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('log-source')).toHaveValue('po/web-1 ns:aaa @staging')
  await page.getByRole('button', { name: /^Clusters (staging|\d)/ }).click()
  await page.getByRole('menuitemcheckbox', { name: /prod/ }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('log-foot')).toContainText('60 lines')
  await expect(page.getByTestId('log-source')).toHaveValue('po/web-1 ns:aaa @staging @prod')
})

test('matches are gone through, lines are copied, fields stand in columns, times change, all by keys', async () => {
  const { page } = app
  const lines = page.getByTestId('log-line')
  await page.getByTestId('log-lines').focus()
  await press(page, '/')
  await page.keyboard.type('"status":500')
  await expect(page.getByTestId('log-foot')).toContainText(/\d+ of 60 lines/)
  await page.getByTestId('log-lines').focus()
  await press(page, 'm')
  await expect(page.getByTestId('log-foot')).toContainText(/^\s*60 lines/)
  await press(page, 'g', 'n', 'n')
  const current = page.locator('[data-testid="log-line"][aria-current="true"]')
  await expect(current).toContainText('/items/14')
  await press(page, 'N')
  await expect(current).toContainText('/items/0')
  await press(page, 'n')
  await expect(current).toContainText('/items/14')
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'c')
  await expect(page.getByTestId('log-said')).toContainText('Copied 3 lines')
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
  expect(copied.split('\n').filter((line) => line !== '')).toHaveLength(3)
  expect(copied).toContain('[staging web-1 app]')
  await press(page, 'Enter')
  await page.getByTestId('log-fields').getByRole('button', { name: 'path' }).click()
  await page.getByTestId('log-lines').focus()
  await press(page, 'Enter', 't')
  await expect(lines.last().locator('.col')).toHaveText(/^\/items\/\d+$/)
  await expect(lines.last()).toContainText('2026-01-01 00:00:')
  await accessible()
  await shoot(app, 'log-columns')
})

test('the amount that is kept is shown and chosen in the log', async () => {
  const { page } = app
  await expect(page.getByTestId('log-memory')).toContainText(/\d+ MB/)
  await page.getByRole('button', { name: /^A log keeps at most/ }).click()
  await page.getByRole('menuitemradio', { name: /64 MB/ }).click()
  await expect(page.getByTestId('log-memory')).toContainText('64 MB')
})

test('hostile lines stay lines: escapes, control characters, directions, no UTF-8, ten megabytes', async () => {
  const { page } = app
  const write = (text: string | Buffer, at: number): void =>
    one.server.logs.write('aaa', 'web-2', 'app', text, start + BigInt(1_000 + at) * second)
  write('\u001b[31mred\u001b[0m \u001b[1;44mbold\u001b[0m \u001b]0;owned\u0007\u001b]52;c;aGk=\u0007\u001b[2J\u001b[10;10Hjump', 0)
  write('carriage\rreturn \u0008\u0008back \u0000 nul \u009b31m c1', 1)
  write('\u202Egnp.exe\u202C \u2066isolated\u2069 \u200B\uFEFFzero', 2)
  write(Buffer.from([0x66, 0xff, 0xfe, 0x6f, 0xc3, 0x28]), 3)
  write('x'.repeat(10_000_000), 4)
  write(`${'é'.repeat(200)}\u0301\u0301\u0301\u0301 zalgo`, 5)
  write('<img src=x onerror=alert(1)> {{constructor.constructor("alert(1)")()}}', 6)
  await page.getByTestId('log-source').fill('po/web-2 ns:aaa @staging')
  await page.keyboard.press('Enter')
  const lines = page.getByTestId('log-line')
  await page.getByTestId('log-include').fill('')
  await expect(page.getByTestId('log-foot')).toContainText('37 lines')
  await expect(lines.last()).toContainText('<img src=x onerror=alert(1)>')
  const text = (await page.getByTestId('log-lines').textContent()) ?? ''
  expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text)).toBe(false)
  const box = await page.getByTestId('log-lines').boundingBox()
  const inside = await lines.evaluateAll(
    (all, right) => all.every((each) => each.getBoundingClientRect().right <= right + 1),
    (box?.x ?? 0) + (box?.width ?? 0),
  )
  expect(inside).toBe(true)
  await shoot(app, 'log-hostile')
  await page.getByTestId('log-lines').focus()
  await press(page, 'w')
  await expect(lines.last()).toContainText('<img')
  await shoot(app, 'log-hostile-wrapped')
})

test('a Pod is attached to, asked before Ctrl C, left as it is, and joined again', async () => {
  const { page } = app
  await page.getByTestId('dock-close').click()
  await press(page, 'Control+k')
  await page.keyboard.type('pods aaa @staging')
  await expect(page.getByTestId('palette')).toContainText('Go to')
  await press(page, 'Enter')
  await rowOf(page, 'core/Pod/aaa/web-1').first().click()
  await expect(page.getByTestId('open-attach')).toBeVisible()
  await press(page, 'Escape', 'a')
  const terminal = page.getByTestId('terminal')
  await expect(terminal).toHaveAttribute('data-state', 'open')
  await expect(page.getByTestId('terminal-state')).toContainText('Attached')
  await page.keyboard.type('size\n')
  await expect(terminal).toContainText(/\d+ x \d+/)
  await page.keyboard.press('Control+c')
  await expect(page.getByRole('dialog')).toContainText('Send Ctrl C to the container?')
  await shoot(app, 'attach-interrupt')
  await page.getByTestId('detach-now').click()
  await expect(page.getByTestId('terminal-state')).toHaveText('Detached; the container goes on')
  expect(one.server.terminals.seen.at(-1)?.typed).not.toContain('\u0003')
  await accessible()
  await page.getByTestId('terminal-again').click()
  await expect(terminal).toHaveAttribute('data-state', 'open')
  await shoot(app, 'attach')
  await page.getByTestId('dock-close').click()
  await rowOf(page, 'core/Pod/aaa/web-2').first().click()
  await press(page, 'Escape', 'a')
  await expect(page.getByTestId('terminal-state')).toContainText('takes no input')
  await expect(terminal).toContainText('out')
})
