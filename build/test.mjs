/**
 * `npm test`: everything that needs no cluster. Unit and integration tests on Node, then the windows in a real Electron,
 * then (Linux) the packaged app. `npm test -- --real` runs only the tests against a real cluster.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, setUp } from './setUp.mjs'

await setUp(import.meta.url)

const { runTool } = await import('./runTool.mjs')
const { readJunit } = await import('./junit.mjs')

const reports = join(root, 'test_reports')
mkdirSync(reports, { recursive: true })

/** Of one suite: more than three times what the longest needs on two quiet cores. */
const DEADLINE_MS = 50 * 60_000

const realCluster = process.env.KUBILITICS_TEST_KUBECONFIG
const onlyReal = process.argv.includes('--real')

/** @param {string} name @param {string[]} args */
const vitest = (name, args) => ({
  name,
  command: [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=junit',
    `--outputFile.junit=test_reports/${name}.xml`,
    ...args,
  ],
})

/** @param {string} name @param {string} project */
const playwright = (name, project) => ({
  name,
  command: ['node_modules/@playwright/test/cli.js', 'test', '--project', project, '--pass-with-no-tests'],
  env: { KUBILITICS_JUNIT: join(reports, `${name}.xml`) },
})

const suites = onlyReal
  ? [vitest('realcluster', ['--project', 'realcluster'])]
  : [
      vitest('node', ['--project', '!realcluster']),
      playwright('windows', 'windows'),
      ...(process.platform === 'linux' ? [playwright('packaged', 'packaged')] : []),
    ]

if (onlyReal && !realCluster) {
  console.error('KUBILITICS_TEST_KUBECONFIG names no kubeconfig: there is no real cluster to test against.')
  process.exit(1)
}

const results = []
for (const suite of suites) {
  const report = join(reports, `${suite.name}.xml`)
  rmSync(report, { force: true })
  console.log(`\n== ${suite.name}`)
  const { code, seconds } = await runTool(suite.command, { env: suite.env, show: true, deadlineMs: DEADLINE_MS })
  results.push({ name: suite.name, code, seconds, ...readJunit(report) })
}

console.log('\n== summary')
for (const { name, passed, failed, skipped, seconds, code } of results) {
  const broken = code !== 0 && failed === 0 ? `, ended with exit code ${code}` : ''
  console.log(
    `${name.padEnd(12)} ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}${broken} (${seconds.toFixed(1)} s)`,
  )
}
if (!onlyReal && !realCluster) console.log('realcluster  not run: KUBILITICS_TEST_KUBECONFIG names no kubeconfig')
process.exit(results.every(({ code }) => code === 0) ? 0 : 1)
