/**
 * `npm run bench`: the files of tests/bench/, one after another, each in a Node of its own that can collect garbage on
 * demand; what they share lies in folders below. What they print is kept in test_reports/bench/. `npm run bench -- sync` runs those whose name contains "sync".
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, setUp } from './setUp.mjs'

await setUp(import.meta.url)

const { runTool } = await import('./runTool.mjs')

const folder = join(root, 'tests/bench')
const reports = join(root, 'test_reports/bench')
mkdirSync(reports, { recursive: true })

const wanted = process.argv.slice(2)
const benches = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort()
if (benches.length === 0) {
  console.error(`No bench in tests/bench/${wanted.length ? ` has a name with ${wanted.join(' or ')}` : ''}`)
  process.exit(1)
}

const lines = []
for (const bench of benches) {
  const name = bench.replace('.ts', '')
  console.log(`== ${name}`)
  const { code, output, seconds } = await runTool(['--expose-gc', '--max-old-space-size=8192', join(folder, bench)], { echo: true })
  writeFileSync(join(reports, `${name}.txt`), output)
  lines.push(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`)
}

const summary = [`Node ${process.versions.node}, ${process.platform} ${process.arch}`, ...lines].join('\n')
writeFileSync(join(reports, 'summary.txt'), `${summary}\n`)
console.log(`\n${summary}\nReports: test_reports/bench/`)
process.exit(lines.some((line) => line.startsWith('FAILED')) ? 1 : 0)
