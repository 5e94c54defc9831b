/** Adds up the JUnit reports in test_reports/. The argument 1 says that some step failed, whatever the reports say. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readJunit } from './junit.mjs'
import { root } from './setUp.mjs'

const reports = join(root, 'test_reports')
const counts = readdirSync(reports)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readJunit(join(reports, name)))
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const counted = counts.reduce((sum, count) => sum + count.failed, 0)
// A step can fail without a failed test, for instance when the app does not build
const failed = process.argv[2] === '1' ? Math.max(1, counted) : counted
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
