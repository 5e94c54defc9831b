import { buildApp } from './buildApp.mjs'
import { electronRuntime } from './electronRuntime.mjs'
import { hasDisplay, startVirtualDisplay } from './virtualDisplay.mjs'

/** Playwright's global set-up: an Electron, a display and a build, so that `npx playwright test` works by itself. */
export default async function prepareWindowTests() {
  await electronRuntime()
  await buildApp()
  if (hasDisplay()) return undefined
  const { display, stop } = await startVirtualDisplay()
  process.env.DISPLAY = display
  return stop
}
