/** `npm run check`: everything that can be said about the sources without running them, two tools at a time. */
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { root, setUp } from './setUp.mjs'

await setUp(import.meta.url)

const { runTool } = await import('./runTool.mjs')
const { writeJunit } = await import('./junit.mjs')

const tsc = (folder) => ({ name: `types ${folder}`, command: ['node_modules/typescript/bin/tsc', '-p', folder] })

/** The slow ones first, so that they do not come last alone. */
const CHECKS = [
  { name: 'lint', command: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'] },
  { name: 'types gallery', command: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'tests/gallery'] },
  { name: 'types renderer', command: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'renderer'] },
  {
    name: 'boundaries',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      'engine',
      'main',
      'preload',
      'renderer',
      'tests',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
    ],
  },
  { name: 'unused', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  ...['engine', 'main', 'preload', 'tests', 'build', '.'].map(tsc),
  { name: 'contrast', command: ['build/checkContrast.mjs'] },
  { name: 'release', command: ['build/checkRelease.mjs'] },
]

const results = []
const waiting = [...CHECKS]
async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const { code, output, seconds } = await runTool(check.command, { env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0' } })
    results.push({ name: check.name, ok: code === 0 })
    console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${check.name} (${seconds.toFixed(1)} s)`)
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '))
  }
}
await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, work))

mkdirSync(join(root, 'test_reports'), { recursive: true })
writeJunit(join(root, 'test_reports/check.xml'), 'check', results)
const failed = results.filter(({ ok }) => !ok)
console.log(
  `check: ${results.length - failed.length} passed, ${failed.length} failed${failed.length ? ` (${failed.map(({ name }) => name).join(', ')})` : ''}`,
)
process.exit(failed.length ? 1 : 0)
