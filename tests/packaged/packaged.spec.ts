import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect } from '@playwright/test'
import { buildApp } from '../../build/buildApp.mjs'
import { buildGallery } from '../../build/buildGallery.mjs'
import { sandboxArgs } from '../../build/electronRuntime.mjs'
import { FakeApiServer } from '../fakeApiServer/fakeApiServer.ts'
import { test } from '../support/displayTest.ts'
import { openDoors, processTree } from './processTree.ts'

/**
 * The app as it is given to people: packed, fuses set, and so without the debugger that Playwright needs. It is looked at
 * from outside: what the API server is asked, and what /proc says of its processes.
 */
const work = mkdtempSync(join(tmpdir(), 'packaged-'))
const cluster = new FakeApiServer()
let exe = ''
let app: ChildProcess | undefined

test.beforeAll(async () => {
  test.setTimeout(300_000)
  await buildApp()
  await buildGallery()
  execFileSync(process.execPath, ['build/package.mjs', '--dir', `-c.directories.output=${work}/release`], {
    stdio: 'inherit',
    timeout: 280_000,
  })
  const [folder = ''] = readdirSync(join(work, 'release')).filter((name) => name.endsWith('-unpacked'))
  exe = join(work, 'release', folder, 'kubilitics')
  cluster.put('', 'pods', { metadata: { name: 'web-1', namespace: 'default' }, spec: { containers: [] }, status: { phase: 'Running' } })
  await cluster.start()
})

test.afterAll(async () => {
  if (app?.pid !== undefined && app.exitCode === null) {
    const gone = once(app, 'exit')
    app.kill('SIGTERM')
    await gone
  }
  await cluster.stop()
  rmSync(work, { recursive: true, force: true })
})

test('the fuses are set as configured', async () => {
  const wire = await getCurrentFuseWire(exe)
  const state = (fuse: FuseV1Options) => wire[fuse]
  expect(state(FuseV1Options.RunAsNode)).toBe(FuseState.DISABLE)
  expect(state(FuseV1Options.EnableCookieEncryption)).toBe(FuseState.ENABLE)
  expect(state(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(FuseState.DISABLE)
  expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe(FuseState.DISABLE)
  expect(state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(FuseState.ENABLE)
  expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe(FuseState.ENABLE)
  expect(state(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot)).toBe(FuseState.DISABLE)
  // Fuses that the Electron it was packed on has not are not in its wire
  expect([FuseState.DISABLE, undefined]).toContain(state(FuseV1Options.GrantFileProtocolExtraPrivileges))
  expect([FuseState.ENABLE, undefined]).toContain(state(FuseV1Options.WasmTrapHandlers))
})

test('it holds the window, and nothing of the gallery', async () => {
  // as after development and tests: the gallery has been built beside the window
  // where another Electron stands in, its app.asar only leads to the product's own
  const own = join(exe, '../resources/product.asar')
  const files = listPackage(existsSync(own) ? own : join(exe, '../resources/app.asar'), { isPack: false })
  expect(files.filter((file) => file.endsWith('index.html'))).toEqual(['/out/renderer/index.html'])
  expect(files.filter((file) => /gallery/i.test(file))).toEqual([])
})

test('the count finds listening TCP and bound UDP sockets', async () => {
  const tcp = createServer().listen(0, '127.0.0.1')
  const udp = createSocket('udp4').bind(0, '127.0.0.1')
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')])
  const found = openDoors([process.pid]).map(({ protocol, local }) => `${protocol} ${parseInt(local.split(':')[1] ?? '', 16)}`)
  const ports = [`tcp ${(tcp.address() as { port: number }).port}`, `udp ${udp.address().port}`]
  tcp.close()
  udp.close()
  expect(found).toEqual(expect.arrayContaining(ports))
})

test('it reads a cluster, and none of its processes listens', async () => {
  const kubeconfig = join(work, 'kubeconfig')
  writeFileSync(kubeconfig, cluster.kubeconfig(), { mode: 0o600 })
  let output = ''
  app = spawn(exe, [...sandboxArgs(), '--kubeconfig', kubeconfig], {
    env: { ...process.env, HOME: work, XDG_CONFIG_HOME: join(work, 'config'), KUBECONFIG: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  app.stdout?.on('data', (data) => (output += String(data)))
  app.stderr?.on('data', (data) => (output += String(data)))
  const pid = app.pid ?? 0

  // Opening a kubeconfig opens its current context: the engine lists and watches by itself
  const state = () =>
    cluster.seen.some(({ resource, verb }) => resource === 'pods' && verb === 'watch')
      ? 'watches pods'
      : `made ${cluster.seen.length} requests, printed:\n${output.slice(-2000)}`
  await expect.poll(state, { timeout: 45_000 }).toBe('watches pods')

  const tree = processTree(pid)
  const commands = tree.map((each) => readFileSync(`/proc/${each}/cmdline`, 'latin1'))
  expect(
    commands.some((command) => command.includes('--type=renderer')),
    'a window is up',
  ).toBe(true)
  expect(openDoors(tree)).toEqual([])
})

test('it ignores what would turn it into a plain Node or open a debugger', async () => {
  const asNode = spawn(exe, [...sandboxArgs(), '-e', 'console.log("RAN")'], {
    env: {
      ...process.env,
      HOME: work,
      XDG_CONFIG_HOME: join(work, 'second'),
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    },
  })
  let output = ''
  asNode.stdout.on('data', (data) => (output += String(data)))
  asNode.stderr.on('data', (data) => (output += String(data)))
  await expect.poll(() => processTree(asNode.pid ?? 0).length, { timeout: 20_000 }).toBeGreaterThan(1)
  const doors = openDoors(processTree(asNode.pid ?? 0))
  const gone = once(asNode, 'exit')
  asNode.kill('SIGTERM')
  await gone
  expect(doors).toEqual([])
  expect(output).not.toContain('RAN')
  expect(output).not.toContain('Debugger listening')
})
