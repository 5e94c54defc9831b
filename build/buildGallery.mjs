import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './buildApp.mjs'
import { exclusively } from './exclusively.mjs'
import { exitCode, root, stop } from './setUp.mjs'

const DEADLINE_MS = 5 * 60_000
const stamp = join(root, 'out/renderer/gallery/.built-from')

/**
 * Builds the gallery beside the window's own page, unless that was done since the last change. Only development and tests do that: a build of the
 * app empties the folder, and packages leave it out.
 */
export async function buildGallery() {
  const tool = join(root, 'node_modules/vite/bin/vite.js')
  await exclusively(`build ${root}`, () => {
    const sources = fingerprint(['renderer', 'engine/contract', 'tests/gallery', 'tests/support/demo', 'tests/support/demoDesktop.ts'])
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
    const { status, signal } = spawnSync(
      process.execPath,
      [tool, 'build', '--config', 'tests/gallery/vite.config.ts', '--logLevel', 'warn'],
      {
        cwd: root,
        stdio: ['ignore', process.stderr, process.stderr],
        timeout: DEADLINE_MS,
      },
    )
    if (status !== 0) stop(`The build of the gallery failed (exit code ${exitCode(status, signal)}). What it printed is above.`)
    writeFileSync(stamp, sources)
  })
}
