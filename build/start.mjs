import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exitCode, root, setUp, stop } from './setUp.mjs'

/** Signals that come so close on each other are one: a person's second Ctrl+C ends the app by force. */
const SAME_SIGNAL_MS = 1_000
/** The command line's exit code where there is no kubeconfig with a context. */
const NOTHING_THERE = 3

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
    console.error(`There is no display and no virtual one. ${error.message}\nWithout a window, this is what the command line says:`)
    process.exit(withoutWindow(args))
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

// in a group of its own: a terminal sends Ctrl+C to its whole group, and an app that hears it twice ends at once, with nothing kept
const app = spawn(runtime.exe, launchArgs(args), {
  cwd: root,
  stdio: 'inherit',
  detached: process.platform !== 'win32',
  env: { ...process.env, ...(display ? { DISPLAY: display.display } : {}) },
})
let told = -SAME_SIGNAL_MS
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // npm passes on what the terminal has sent already
    if (performance.now() - told < SAME_SIGNAL_MS) return
    told = performance.now()
    app.kill(signal)
  })
}
app.on('error', (error) => stop(`${runtime.exe}: ${error.message}`))
app.on('exit', (code, signal) => {
  display?.stop()
  process.exit(exitCode(code, signal))
})

/**
 * What can be said on a terminal: the snapshot that was named, else the contexts of kubeconfigs, else the sample.
 * @param {string[]} args the app's own
 * @returns {number} exit code
 */
function withoutWindow(args) {
  /** @param {string[]} words */
  const say = (...words) =>
    spawnSync(process.execPath, [join(root, 'build/kubilitics.mjs'), ...words], { stdio: 'inherit', cwd: process.cwd() }).status ?? 1
  const snapshot = optionIn(args, '--snapshot')
  if (snapshot.length > 0) return say('kinds', ...snapshot)
  const kubeconfig = optionIn(args, '--kubeconfig')
  const code = say('clusters', ...kubeconfig)
  if (code !== NOTHING_THERE || kubeconfig.length > 0) return code
  console.error('The pods of the sample, a made-up shop that comes with the app:')
  return say('get', 'pods', '-A', '--snapshot', join(root, 'build/sample.kubilitics'))
}

/**
 * An option with its value as the command line takes it; Electron's own options mean nothing there.
 * @param {string[]} args
 * @param {string} option
 */
function optionIn(args, option) {
  const place = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`))
  return place < 0 ? [] : args.slice(place, args[place] === option ? place + 2 : place + 1)
}
