import { availableParallelism } from 'node:os'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'

const realCluster = process.env['KUBILITICS_TEST_KUBECONFIG']

/** Far more than any needs: on a busy machine a slow test is not a wrong one. In milliseconds. */
const testTimeout = 60_000

/** Node tests of one folder stand beside the file they test. */
const inNode = (name: string): TestProjectInlineConfiguration => ({
  test: { name, environment: 'node', include: [`${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
})

export default defineConfig({
  test: {
    // two cores are two workers; left to itself one is kept for the watcher that a run has not
    maxWorkers: Math.max(2, availableParallelism() - 1),
    allowOnly: false,
    projects: [
      inNode('engine'),
      inNode('main'),
      {
        plugins: [vue()],
        test: { name: 'renderer', environment: 'happy-dom', include: ['renderer/**/*.test.ts'], testTimeout, hookTimeout: testTimeout },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['tests/{contract,integration,fakeApiServer,support}/**/*.test.ts', 'build/**/*.test.ts'],
          testTimeout,
          hookTimeout: testTimeout,
        },
      },
      // Only where KUBILITICS_TEST_KUBECONFIG names a cluster; build/test.mjs says so where it does not
      ...(realCluster
        ? [
            {
              test: {
                name: 'realcluster',
                environment: 'node',
                include: ['tests/realcluster/**/*.test.ts'],
                testTimeout: 120_000,
                hookTimeout: 120_000,
                // One cluster: files that change it must not run at the same time
                fileParallelism: false,
              },
            } satisfies TestProjectInlineConfiguration,
          ]
        : []),
    ],
  },
})
