import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exclusively } from './exclusively.mjs'
import { exitCode, root, stop } from './setUp.mjs'

const DEADLINE_MS = 5 * 60_000

/** What the build reads. */
const SOURCES = [
  'main',
  'preload',
  'renderer',
  'engine',
  'build/sample.kubilitics',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]

const stamp = join(root, 'out/.built-from')

/** Builds main, preload, engine and renderer into `out/`, unless that was done since the last change. */
export async function buildApp() {
  const tool = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  await exclusively(`build ${root}`, () => {
    const sources = fingerprint(SOURCES)
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
    const { status, signal } = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      timeout: DEADLINE_MS,
    })
    if (status !== 0) stop(`The build failed (exit code ${exitCode(status, signal)}). What it printed is above.`)
    writeFileSync(stamp, sources)
  })
}

/** Changes with every change of a source: names, times and sizes of all of them. */
export function fingerprint(sources) {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, join(root, source))
  return hash.digest('hex')
}

function addTo(hash, path) {
  if (!existsSync(path)) return
  const stat = statSync(path)
  if (!stat.isDirectory()) return void hash.update(`${path} ${stat.mtimeMs} ${stat.size}\n`)
  for (const name of readdirSync(path).sort()) addTo(hash, join(path, name))
}
