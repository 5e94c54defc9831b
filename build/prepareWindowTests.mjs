import { spawnSync } from 'node:child_process'
import { installSystemPackages } from './aptPackages.mjs'
import { buildApp } from './buildApp.mjs'
import { buildGallery } from './buildGallery.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { hasDisplay, startVirtualDisplay } from './virtualDisplay.mjs'

/** Playwright's global set-up: an Electron, a display and a build, so that `npx playwright test` works by itself. */
export default async function prepareWindowTests() {
  await electronRuntime()
  await buildApp()
  await buildGallery()
  await ensureSecretStore()
  // each worker has one of its own; whether any can be had is known before the first test
  if (!hasDisplay()) (await startVirtualDisplay()).stop()
}

/** One test needs a real secret store. Where it cannot be installed, that test is skipped and says so. */
async function ensureSecretStore() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  const missing = ['gnome-keyring-daemon', 'dbus-run-session'].some(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error,
  )
  if (!missing) return
  try {
    await installSystemPackages('a secret store (gnome-keyring)', ['gnome-keyring', 'dbus'])
  } catch (error) {
    console.error(`${error.message}\nThe test with a real secret store is skipped.`)
  }
}
