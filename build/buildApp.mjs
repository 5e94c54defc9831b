import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exclusively } from './exclusively.mjs'
import { exitCode, root, stop } from './setUp.mjs'

const DEADLINE_MS = 5 * 60_000

/** Builds main, preload, engine and renderer into `out/`. */
export async function buildApp() {
  const tool = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  await exclusively(`build ${root}`, () => {
    const { status, signal } = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      timeout: DEADLINE_MS,
    })
    if (status !== 0) stop(`The build failed (exit code ${exitCode(status, signal)}). What it printed is above.`)
  })
}
