import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setUp.mjs'
import { ensureSharedLibraries } from './sharedLibraries.mjs'
import { STAND_IN_ELECTRON, cachedStandIn, fetchStandIn, standInRuns } from './standIn.mjs'

const DOWNLOAD_DEADLINE_MS = 5 * 60_000
const electronFolder = join(root, 'node_modules/electron')

/**
 * Finds an Electron to run, in this order: `ELECTRON_OVERRIDE_DIST_PATH`; the one of package.json, downloaded if need be;
 * on Linux x64 the stand-in. Says on stderr what it does when that takes time or is not the real thing.
 * @returns {Promise<{ exe: string, dist: string, standin: boolean, version: string }>}
 */
export async function electronRuntime() {
  const runtime = overridden() ?? own() ?? (await cachedStandIn()) ?? downloaded() ?? (await fetchStandIn())
  if (!runtime)
    throw new Error(
      'There is no Electron binary. Set ELECTRON_MIRROR to a server that has it, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked one.',
    )
  await ensureSharedLibraries(runtime.exe)
  if (runtime.standin) {
    console.error(
      `Electron ${STAND_IN_ELECTRON} stands in for the real one, which cannot be downloaded here. It is out of support: for trying and testing only.`,
    )
  }
  return runtime
}

/**
 * Arguments that start the app of this checkout.
 * @param {string[]} [args] the app's own arguments
 * @returns {string[]}
 */
export const launchArgs = (args = []) => [...sandboxArgs(), root, ...args]

/** Chromium refuses to run as root with its sandbox; root is met in containers, where the app is only tried and tested. */
export const sandboxArgs = () => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [])

/**
 * Why Chromium's sandbox cannot work here and what to do, or undefined when it can.
 * @param {{ dist: string }} runtime
 * @returns {string | undefined}
 */
export function sandboxProblem({ dist }) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined
  if (spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0) return undefined
  const helper = join(dist, 'chrome-sandbox')
  if (!existsSync(helper))
    return 'This system allows no user namespaces, which the sandbox of the window needs:\n  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  if (spawnSync('stat', ['-c', '%u %a', helper], { encoding: 'utf8' }).stdout.trim() === '0 4755') return undefined
  return `The sandbox of the window needs rights on this system:\n  sudo chown root ${helper} && sudo chmod 4755 ${helper}`
}

function overridden() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!dist) return undefined
  const exe = join(dist, executableName())
  if (!existsSync(exe)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but there is no ${executableName()} in it.`)
  return { exe, dist, standin: standInRuns(dist), version: versionIn(dist) }
}

function own() {
  const dist = join(electronFolder, 'dist')
  const exe = join(dist, executableName())
  return existsSync(join(electronFolder, 'path.txt')) && existsSync(exe)
    ? { exe, dist, standin: false, version: versionIn(dist) }
    : undefined
}

function downloaded() {
  console.error('Downloading Electron …')
  const { status, stderr, error } = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: DOWNLOAD_DEADLINE_MS,
    encoding: 'utf8',
  })
  if (status === 0) return own()
  console.error(`Electron could not be downloaded (${error?.message ?? stderr.trim().split('\n')[0]}).`)
  return undefined
}

function executableName() {
  return { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
}

const versionIn = (dist) => readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
