/**
 * What every command does first, on whatever Node (20 or newer) a person has: install the packages of the lock file when
 * they are not there, then go on under the Node that package.json pins. No import from node_modules here.
 */
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exclusively } from './exclusively.mjs'

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')

const OLDEST_NODE = 20
const pinnedNode = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * Installs when needed, then makes sure that `file` runs on the pinned Node. Returns there; on any other Node it starts
 * `file` again, waits, and ends this process with the same exit code.
 * @param {string} file `import.meta.url` of the script that calls
 */
export async function setUp(file) {
  await installed()
  const version = pinnedVersion()
  if (process.versions.node === version) return addToPath()
  await runOnPinnedNode([fileURLToPath(file), ...process.argv.slice(2)])
}

/** Installs the packages of the lock file unless they are there already. */
export async function installed() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_NODE) stop(`Node ${process.versions.node} is too old. Node ${OLDEST_NODE} or newer is needed: https://nodejs.org`)
  if (isInstalled()) return
  await exclusively(`install ${root}`, () => {
    if (isInstalled()) return
    console.error('Installing the packages of package-lock.json (once, about a minute) …')
    npm(['ci', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'])
    // The `node` package fetches its binary in an install script; npm may have been told to run none
    if (!existsSync(pinnedNode)) npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
    if (!existsSync(pinnedNode))
      stop(`No Node at ${relative(root, pinnedNode)} after the installation. Try: npm rebuild node --ignore-scripts=false`)
  })
}

/**
 * Runs a script with the pinned Node in place of this process: same input, output, signals and exit code. Never returns.
 * @param {string[]} args script and its arguments
 * @returns {Promise<never>}
 */
export function runOnPinnedNode(args) {
  addToPath()
  const child = spawn(pinnedNode, args, { stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  return new Promise(() => {
    child.on('error', (error) => stop(`${pinnedNode}: ${error.message}`))
    child.on('exit', (code, signal) => process.exit(exitCode(code, signal)))
  })
}

/**
 * Exit code of a child as a shell would give it.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export const exitCode = (code, signal) => code ?? 128 + (signal ? constants.signals[signal] : 1)

/**
 * Says why it cannot go on, and ends.
 * @param {string} message
 * @returns {never}
 */
export function stop(message) {
  console.error(message)
  process.exit(1)
}

/** Compares what is installed with the lock file, package by package: times of files say nothing after a `git checkout`. */
function isInstalled() {
  const hidden = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(hidden) || !existsSync(pinnedNode)) return false
  const want = readJson(join(root, 'package-lock.json')).packages
  const have = readJson(hidden).packages
  return Object.entries(want).every(([path, wanted]) => path === '' || wanted.optional || have[path]?.version === wanted.version)
}

function pinnedVersion() {
  return readJson(join(root, 'node_modules/node/package.json')).version
}

/** Lets `node`, `vitest`, `playwright` … in child processes mean those of this checkout. */
function addToPath() {
  const bin = [dirname(pinnedNode), join(root, 'node_modules/.bin')]
  const rest = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter((entry) => !bin.includes(entry))
  process.env.PATH = [...bin, ...rest].join(process.platform === 'win32' ? ';' : ':')
}

/** @param {string[]} args */
function npm(args) {
  // npm is a .cmd on Windows, which only a shell can start; the arguments are constants of this file
  const { status, error } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  })
  if (status !== 0) stop(`npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}. What it printed is above.`)
}

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
