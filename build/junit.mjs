import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * Counts the test cases of a JUnit report. A missing report counts nothing: the exit code of its tool tells.
 * @param {string} file
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function readJunit(file) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  if (!existsSync(file)) return counts
  // A case is `<testcase …/>` or `<testcase …> … </testcase>`; text inside is escaped, so these marks are unambiguous
  for (const [, inside = ''] of readFileSync(file, 'utf8').matchAll(/<testcase\b(?:"[^"]*"|[^>"])*?(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    if (/<(failure|error)\b/.test(inside)) counts.failed++
    else if (/<skipped\b/.test(inside)) counts.skipped++
    else counts.passed++
  }
  return counts
}

/**
 * Writes a report with one case per result.
 * @param {string} file
 * @param {string} suite
 * @param {Array<{ name: string, ok: boolean }>} results names are words of our own, without marks of XML
 */
export function writeJunit(file, suite, results) {
  const cases = results.map(({ name, ok }) => `<testcase classname="${suite}" name="${name}">${ok ? '' : '<failure/>'}</testcase>`)
  writeFileSync(file, `<testsuites><testsuite name="${suite}">${cases.join('')}</testsuite></testsuites>\n`)
}
