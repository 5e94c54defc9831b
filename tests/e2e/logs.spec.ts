import { notFound } from '../fakeApiServer/status.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
import { violationsIn } from './accessible.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

let cluster: FakeCluster
let app: RunningApp
const start = BigInt(Date.parse('2026-01-01T00:00:00Z')) * 1_000_000n

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 3, others: 20 })
  const { server } = cluster
  server.put('', 'namespaces', { metadata: { name: 'aaa' }, status: { phase: 'Active' } })
  server.put('', 'pods', {
    metadata: { name: 'web-1', namespace: 'aaa' },
    spec: { containers: [{ name: 'app', image: 'x' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
  })
  for (let i = 0; i < 5_000; i++)
    server.logs.write('aaa', 'web-1', 'app', `{"level":"${i % 50 === 0 ? 'error' : 'info'}","n":${i}}`, start + BigInt(i) * 10_000_000n)
  server.logs.write('aaa', 'web-1', 'app', '\u001b[31m<img src=x onerror=alert(1)>\u001b[0m \u001b]0;owned\u0007', start + 60_000_000_000n)
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig() } })
  await sizeWindow(app, 1440, 900)
  await openKind(app.page, 'core/Pod')
  await rowOf(app.page, 'core/Pod/aaa/web-1').click()
  await press(app.page, 'Escape')
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

const accessible = async (): Promise<void> => {
  expect(await violationsIn(app.page, { within: ['[data-testid="dock"]'] })).toEqual([])
}

test('the log of a Pod opens with l, is followed, filtered and opened to its fields by the keyboard alone', async () => {
  const { page } = app
  await press(page, 'l')
  const lines = page.getByTestId('log-line')
  await expect(lines.last()).toContainText('<img src=x onerror=alert(1)>')
  await expect(page.getByTestId('log-foot')).toContainText('1,000 lines')
  cluster.server.logs.write('aaa', 'web-1', 'app', 'level=warn msg=new', start + 61_000_000_000n)
  await expect(lines.last()).toContainText('level=warn msg=new')
  await expect(page.getByTestId('log-lines')).toBeFocused()
  await press(page, '/')
  await page.keyboard.type('"n":49\\d0')
  await expect(page.getByTestId('log-foot')).toContainText('10 of 1,001 lines')
  await expect(lines.first().locator('mark')).toHaveText('"n":4900')
  await page.getByTestId('log-lines').focus()
  await press(page, 'k', 'k', 'Enter')
  await expect(page.getByTestId('log-fields')).toContainText('level')
  await accessible()
  await shoot(app, 'log')
  expect(await lines.count()).toBeLessThan(80)
  await page.getByTestId('log-include').fill('')
  await expect(page.getByTestId('log-foot')).toContainText(/^\s*1,001 lines/)
  await page.getByTestId('log-lines').focus()
  await press(page, 'g')
  await expect(lines.first()).toContainText('"n":4001')
  cluster.server.logs.write('aaa', 'web-1', 'app', 'one more', start + 62_000_000_000n)
  await expect(page.getByTestId('log-new')).toContainText('1 new')
  await press(page, 'G')
  await expect(lines.last()).toContainText('one more')
})

test('a shell opens with s, takes what is typed, asks before several lines are pasted, and says how it ended', async () => {
  const { page } = app
  if (await page.getByTestId('dock-close').isVisible()) await page.getByTestId('dock-close').click()
  await rowOf(page, 'core/Pod/aaa/web-1').click()
  await press(page, 'Escape', 's')
  const terminal = page.getByTestId('terminal')
  await expect(terminal).toHaveAttribute('data-state', 'open')
  await page.keyboard.type('size\n')
  await expect(terminal).toContainText(/\d+ x \d+/)
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'size\nsize\n')
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('dialog')).toContainText('Paste several lines?')
  await press(page, 'Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await accessible()
  await shoot(app, 'terminal')
  await terminal.locator('textarea').focus()
  await page.keyboard.type('hostile\nexit 3\n')
  await expect(page.getByTestId('terminal-state')).toHaveText('Ended: exit 3')
  await expect(page).not.toHaveTitle(/owned/)
  await page.getByTestId('terminal-again').click()
  await expect(terminal).toHaveAttribute('data-state', 'open')
  await page.keyboard.press('F6')
  await expect(terminal.locator('textarea')).not.toBeFocused()
})

test('Ctrl-C is heard while a program floods the screen, and the prompt comes back without all of it', async () => {
  const { page } = app
  const terminal = page.getByTestId('terminal')
  await terminal.locator('textarea').focus()
  await page.keyboard.type('flood 200000\n')
  await expect(terminal.locator('.xterm-rows')).toContainText(/line \d+ x+/)
  await press(page, 'Control+c')
  await expect(terminal.locator('.xterm-rows')).toContainText(/\^C\s*\$/)
  await page.keyboard.type('size\n')
  await expect(terminal.locator('.xterm-rows')).toContainText(/\d+ x \d+/)
})

test('magnified to 200 % with the drawer open, every control of a log that cannot be read is reached', async () => {
  const { page, electron } = app
  if (await page.getByTestId('dock-close').isVisible()) await page.getByTestId('dock-close').click()
  cluster.server.faults.arm({
    when: ({ resource }) => resource === 'pods/log',
    times: Infinity,
    action: { type: 'status', answer: notFound() },
  })
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(2))
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(720)
  await rowOf(page, 'core/Pod/aaa/web-1').click()
  await expect(page.getByTestId('drawer')).toBeVisible()
  await press(page, 'l')
  const dock = page.getByTestId('dock')
  await expect(dock.getByTestId('error-block')).toBeVisible()
  const controls = dock.locator('button:visible, input:visible')
  for (const control of await controls.all()) await control.click({ trial: true, timeout: 5_000 })
  expect(await controls.count()).toBeGreaterThan(15)
  await shoot(app, 'log-magnified')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(1))
})
