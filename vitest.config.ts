import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'engine', environment: 'node', include: ['engine/**/*.test.ts', 'main/**/*.test.ts'] } },
      { test: { name: 'integration', environment: 'node', include: ['tests/{contract,integration,fakeApiServer}/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: './vitest.renderer.ts' },
    ],
  },
})
