import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Page } from '@playwright/test'
import { type ServerState, startServer } from '../bench/parts/childProcess.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
import { contextId, openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** One cluster that takes connections and says nothing, one that answers something that is no TLS, one whose objects change without end, and one that is well. */
let well: FakeCluster
let storm: Awaited<ReturnType<typeof startServer>>
let folder: string
let stormFile: string
let app: RunningApp
let file: string
const bad: { server: Server; sockets: Set<Socket> }[] = []

/** What a server that is none may say: markup, an escape sequence, a bell, bytes that are no text. */
const garbage = Buffer.from('HTTP/1.0 200 \u001b[31m\u0007OK\r\n\r\n<img src=x onerror="window.owned=1">\u202e\u009b', 'latin1')

async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  bad.push({ server, sockets })
  return (server.address() as AddressInfo).port
}

// one after the other on the same clusters: one of them alone has no storm
test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  well = await FakeCluster.start({ pods: 60, others: 200 })
  folder = mkdtempSync(join(tmpdir(), 'kubilitics-attack-'))
  stormFile = join(folder, 'storm')
  // in a process of its own: what it sends would leave this one no time
  storm = await startServer({ pods: 400, others: 400 }, stormFile)
  const hanging = await listen(() => {})
  const none = await listen((socket) => socket.end(garbage))
  file = well.kubeconfig([well.context('hangs', { port: hanging }), well.context('garbage', { port: none }), well.context('well')])
  app = await startApp({ env: { KUBECONFIG: [file, stormFile].join(delimiter) } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await storm?.process.ask('churn 0')
  await app?.close()
  app?.forget()
  for (const { server, sockets } of bad) {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  await storm?.process.stop()
  await well?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test.afterEach(async () => {
  expect(await app.page.evaluate(() => (window as { owned?: number }).owned ?? null)).toBe(null)
  expect(app.errors).toEqual([])
})

const idOf = (name: string): string => (name === 'storm' ? contextId(stormFile, stormName()) : contextId(file, name))
const stormName = (): string => /current-context: "?([\w.-]+)/.exec(readFileSync(stormFile, 'utf8'))?.[1] ?? ''
const inList = (page: Page, name: string): ReturnType<Page['locator']> => page.getByTestId(`cluster-row-${idOf(name)}`)

/** Opens a context from the list of all. */
async function open(page: Page, name: string): Promise<void> {
  await page.getByTestId('rail-home').click()
  await inList(page, name).dblclick()
  await expect(page.getByTestId('sidebar')).toContainText(name === 'storm' ? stormName() : name)
}

test('one that hangs, one that talks garbage and one in a storm are open beside one that is well', async () => {
  const { page } = app
  for (const name of ['hangs', 'garbage', 'storm', 'well']) await open(page, name)
  // as many as it can send, at most 50,000 a second
  await storm.process.ask('churn 50000')
  await openKind(page, 'core/Pod')
  await expect(page.getByTestId('count')).toContainText('60')
  await expect(page.getByTestId('ledger')).toContainText('live')
  // each says what is wrong with it, in words and not in its own bytes
  await page.getByTestId('rail-home').click()
  await expect(inList(page, 'garbage')).toContainText(/lost/i)
  await expect(inList(page, 'hangs')).toContainText(/lost|connecting/i)
  const text = await page.locator('body').innerText()
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/)
  expect(await page.locator('img').count()).toBe(0)
  await shoot(app, 'attack-clusters')
})

test('in the storm a list is filtered, sorted, scrolled and opened by the keyboard', async () => {
  const { page } = app
  await open(page, 'storm')
  await openKind(page, 'core/Pod')
  await expect(page.getByTestId('count')).toContainText('400')
  const first = page.getByTestId('row').first()
  await expect(first).toBeVisible()
  await page.getByTestId('table').focus()
  await press(page, '/')
  await page.keyboard.type('app-1')
  await expect(page.getByTestId('count')).toContainText(/\d+ of 400/)
  for (const name of await page.getByTestId('row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-object') ?? '')))
    expect(name).toContain('app-1')
  for (let i = 0; i < 5; i++) await press(page, 'Backspace')
  await expect(page.getByTestId('count')).toHaveText(/^\s*400\s*$/)
  const header = page.locator('[role="columnheader"]', { hasText: 'Restarts' })
  await header.getByRole('button').first().click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await page.getByTestId('table').focus()
  for (let i = 0; i < 5; i++) await press(page, 'PageDown')
  // the selected object wanders with its restarts, and the cursor with it: to the end by hand
  await page.locator('[data-testid="table"] [data-virtual]').evaluate((list) => {
    list.scrollTop = list.scrollHeight
  })
  await expect(page.locator('[data-testid="row"][data-index="399"]')).toBeVisible()
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer-name')).toBeVisible()
  await expect(page.getByTestId('drawer')).toContainText('Containers')
  await shoot(app, 'attack-storm')
  await press(page, 'Escape')
  expect((await storm.process.ask<ServerState>('stats')).events).toBeGreaterThan(1000)
})

test('while it blows, the one that is well follows its server', async () => {
  const { page } = app
  await open(page, 'well')
  await openKind(page, 'core/Pod')
  await page.getByTestId('table').focus()
  await press(page, 'Control+Home', 'g')
  well.server.put('', 'pods', {
    metadata: { name: 'aaa-new', namespace: 'aaa' },
    spec: { containers: [{ name: 'app', image: 'x' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
  })
  await expect(rowOf(page, 'core/Pod/aaa/aaa-new')).toBeVisible()
  well.server.delete('', 'pods', 'aaa', 'aaa-new')
  await expect(rowOf(page, 'core/Pod/aaa/aaa-new')).toHaveCount(0)
})

test('after it has blown over the window shows what the server holds', async () => {
  // a busy machine has a hundred thousand changes left to read
  test.setTimeout(360_000)
  const { page } = app
  await storm.process.ask('churn 0')
  await open(page, 'storm')
  await openKind(page, 'core/Pod')
  const shown = (): Promise<[id: string, restarts: string][]> =>
    page.evaluate(() => {
      const at = [...document.querySelectorAll('[role="columnheader"]')].findIndex((header) => header.textContent?.trim() === 'Restarts')
      return [...document.querySelectorAll<HTMLElement>('[data-testid="row"]')].map((row) => [
        row.dataset['object'] ?? '',
        (row.children[at]?.textContent ?? '').split('·')[0]?.replace(/\D/g, '') ?? '',
      ])
    })
  await expect
    .poll(
      async () => {
        const rows = await shown()
        const other: string[] = rows.length > 10 ? [] : ['too few rows']
        for (const [id, restarts] of rows) {
          const answer = await storm.process.ask<{ restarts: string }>(`restarts ${id.replace('core/Pod/', '')}`)
          if (answer.restarts !== restarts) other.push(`${id}: ${restarts} instead of ${answer.restarts}`)
        }
        return other
      },
      { timeout: 300_000, intervals: [2_000] },
    )
    .toEqual([])
})
