import { defineConfig } from '@playwright/test'
import { hasDisplay } from './build/virtualDisplay.mjs'

/** Windows of a real Electron. Those of one display share its focus and its clipboard, and so come one after another. */
export default defineConfig({
  globalSetup: './build/prepareWindowTests.mjs',
  outputDir: 'test_reports/playwright',
  timeout: 90_000,
  // machines are slow and shared: no test asserts how long something takes
  expect: { timeout: 20_000 },
  workers: hasDisplay() ? 1 : 2,
  // windows share the machine with whatever else runs on it; a test that needed its second try is reported as flaky
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['junit', { outputFile: process.env['KUBILITICS_JUNIT'] ?? 'test_reports/windows.xml' }]],
  projects: [
    { name: 'windows', testDir: 'tests/e2e' },
    { name: 'packaged', testDir: 'tests/packaged' },
  ],
})
