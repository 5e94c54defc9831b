import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exitCode, root, setUp, stop } from './setUp.mjs'

await setUp(import.meta.url)

const { electronRuntime, launchArgs, sandboxProblem } = await import('./electronRuntime.mjs')
const { hasDisplay, startVirtualDisplay } = await import('./virtualDisplay.mjs')

const gallery = process.argv.includes('--gallery')
const args = process.argv.slice(2).filter((arg) => arg !== '--gallery')
let display
if (!hasDisplay()) {
  try {
    display = await startVirtualDisplay()
    console.error('There is no display: the window is on a virtual one, where nobody sees it.')
  } catch (error) {
    console.error(
      `There is no display and no virtual one. ${error.message}\nWithout a window, this is what the command line says about the clusters:`,
    )
    const { status } = spawnSync(process.execPath, [join(root, 'build/kubilitics.mjs'), 'clusters', ...args], { stdio: 'inherit' })
    process.exit(status ?? 1)
  }
}

const runtime = await electronRuntime().catch((error) => stop(error.message))
const problem = sandboxProblem(runtime)
if (problem) stop(problem)

const { buildApp } = await import('./buildApp.mjs')
await buildApp()
if (gallery) {
  const { buildGallery } = await import('./buildGallery.mjs')
  await buildGallery()
}

const app = spawn(runtime.exe, launchArgs(args), {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(display ? { DISPLAY: display.display } : {}) },
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => app.kill(signal))
app.on('error', (error) => stop(`${runtime.exe}: ${error.message}`))
app.on('exit', (code, signal) => {
  display?.stop()
  process.exit(exitCode(code, signal))
})
