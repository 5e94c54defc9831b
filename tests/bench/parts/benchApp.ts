import { loadavg } from 'node:os'
import { buildApp } from '../../../build/buildApp.mjs'
import { hasDisplay, startVirtualDisplay } from '../../../build/virtualDisplay.mjs'
import { sizeWindow } from '../../e2e/appScreen.ts'
import type { Launch, RunningApp } from '../../e2e/appTest.ts'
import { startApp } from '../../e2e/appTest.ts'

/** Starts built apps on a display, one after another. */
export interface BenchApps {
  start(how: Launch): Promise<RunningApp>
  stop(): Promise<void>
}

/** Builds the app if need be, and gives it a display. */
export async function benchApps(): Promise<BenchApps> {
  await buildApp()
  const display = hasDisplay() ? null : await startVirtualDisplay()
  if (display !== null) process.env['DISPLAY'] = display.display
  const running: RunningApp[] = []
  return {
    async start(how) {
      const app = await startApp(how)
      running.push(app)
      // who measures the start itself is not to be disturbed
      if (how.early !== true) await sizeWindow(app, 1440, 900)
      return app
    },
    async stop() {
      for (const app of running) await app.close()
      for (const app of running) app.forget()
      display?.stop()
    },
  }
}

/** On what it was measured: the runtime of the app, and how many others wanted the processors. */
export async function surroundings({ electron }: RunningApp): Promise<string> {
  const { electron: version, chrome, node } = await electron.evaluate(() => process.versions as unknown as Record<string, string>)
  const standIn = Number(version?.split('.')[0]) < 30 ? ' (stands in for the modern one)' : ''
  return `Electron ${version ?? '?'}${standIn}, Chrome ${chrome ?? '?'}, Node ${node ?? '?'}, load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`
}
