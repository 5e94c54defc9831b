import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../build/setUp.mjs'
import { banner } from './appScreen.ts'
import { expect, test } from './appTest.ts'

let room: string
test.beforeEach(() => (room = mkdtempSync(join(tmpdir(), 'kubilitics-start-'))))
test.afterEach(() => rmSync(room, { recursive: true, force: true }))

/** A folder that nobody can make, not even root: below a file. */
function lockedFolder(): string {
  writeFileSync(join(room, 'file'), '')
  return join(room, 'file/below')
}

/** `npm start` in a terminal: a process group of its own. */
function startInTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(root, 'build/start.mjs'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: room, KUBECONFIG: '', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  return { child, output: () => output }
}

test('Ctrl+C in the terminal of npm start ends the app orderly, though everybody in it hears the signal', async () => {
  test.skip(process.platform === 'win32', 'signals of terminals')
  const data = join(room, 'data')
  const { child, output } = startInTerminal([`--user-data-dir=${data}`], { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? '' })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  // the session is written once the window stands
  await expect(() => expect(existsSync(join(data, 'session.json')), output()).toBe(true)).toPass({ timeout: 60_000 })
  expect(lstatSync(join(data, 'SingletonLock')).isSymbolicLink()).toBe(true)
  process.kill(-(child.pid ?? 0), 'SIGINT')
  // what npm passes on beside it
  child.kill('SIGINT')
  await ended
  expect(isThere(join(data, 'SingletonLock')), 'an app that was ended by force leaves its lock').toBe(false)
  expect(JSON.parse(readFileSync(join(data, 'session.json'), 'utf8'))).toBeTruthy()
})

test('where its folder cannot be written the app opens all the same, says what is not kept, and leaves nothing of its own behind', async ({
  launch,
}) => {
  const locked = lockedFolder()
  const app = await launch({ userData: locked, env: { HOME: room, TMPDIR: room } })
  await expect(app.page.getByTestId('row').first()).toBeVisible()
  const notice = banner(app.page, 'notice')
  await expect(notice).toContainText(`${locked} cannot be written (ENOTDIR)`)
  await expect(notice).toContainText('--user-data-dir')
  const folder = await app.electron.evaluate(({ app: main }) => main.getPath('userData'))
  expect(folder.startsWith(join(room, 'kubilitics-'))).toBe(true)
  await app.close()
  // Chromium may write the index of its empty cache once more after the last word of the app
  for (const own of ['session.json', 'registry.json', 'pictures', 'events', 'SingletonLock'])
    expect(isThere(join(folder, own)), own).toBe(false)
})

test('temporary files that cannot be written keep the app from nothing', async ({ launch }) => {
  const app = await launch({ env: { TMPDIR: lockedFolder() } })
  await expect(app.page.getByTestId('row').first()).toBeVisible()
  await expect(banner(app.page, 'notice')).toHaveCount(0)
})

test('without a display and without a virtual one npm start says so, and what can be said without a window', async () => {
  test.skip(process.platform !== 'linux', 'other systems have a display')
  // a PATH with Node and nothing else: no Xvfb, no apt-get
  const bare = { PATH: join(root, 'node_modules/.bin'), DISPLAY: '', WAYLAND_DISPLAY: '' }
  const said = async (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const { child, output } = startInTerminal(args, bare)
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { code, output: output() }
  }
  const sample = await said()
  expect(sample.output).toContain('There is no display and no virtual one.')
  expect(sample.output).toContain('There is no kubeconfig with a context.')
  expect(sample.output).toMatch(/kafka-0 +1\/1 +Running/)
  expect(sample.code).toBe(0)
  const snapshot = await said('--snapshot', join(root, 'build/sample.kubilitics'), '--disable-gpu')
  expect(snapshot.output).toMatch(/Deployment.* 20\b/)
  expect(snapshot.code).toBe(0)
  const missing = await said(`--kubeconfig=${join(room, 'none')}`)
  expect(missing.output).toContain('does not exist')
  expect(missing.code).not.toBe(0)
})

test('an option without its file is said in the window', async ({ launch }) => {
  const app = await launch({ args: ['--kubeconfig'] })
  await expect(banner(app.page, 'notice')).toContainText('--kubeconfig needs a file')
})

function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}
