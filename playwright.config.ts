import { defineConfig } from '@playwright/test'

/** Windows of a real Electron, one after another: they share the screen and the clipboard. */
export default defineConfig({
  globalSetup: './build/prepareWindowTests.mjs',
  outputDir: 'test_reports/playwright',
  timeout: 90_000,
  // machines are slow and shared: no test asserts how long something takes
  expect: { timeout: 20_000 },
  workers: 1,
  // windows share the machine with whatever else runs on it; a test that needed its second try is reported as flaky
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['junit', { outputFile: process.env['KUBILITICS_JUNIT'] ?? 'test_reports/windows.xml' }]],
  projects: [
    { name: 'windows', testDir: 'tests/e2e' },
    { name: 'packaged', testDir: 'tests/packaged' },
  ],
})
