import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { KeptFiles } from './keptFiles.ts'

it('are deleted also while one more is being written', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-kept-'))
  const events = path.join(folder, 'events')
  mkdirSync(events)
  for (let n = 0; n < 50; n++) writeFileSync(path.join(events, `${String(n)}.events`), 'x')
  const files = new KeptFiles(path.join(folder, 'pictures'), events, () => Promise.resolve())
  let answer: Awaited<ReturnType<typeof files.clear>> | null = null
  const cleared = files.clear().then((result) => (answer = result))
  // one more file in every turn, for as long as a deletion takes at first
  const until = performance.now() + 60
  for (let n = 0; performance.now() < until && answer === null && existsSync(events); n++) {
    try {
      writeFileSync(path.join(events, `late-${String(n)}.events`), 'x')
    } catch {
      break // the folder is gone
    }
    await turn()
  }
  await cleared
  expect(answer).toEqual({ ok: true, value: null })
  expect(readdirSync(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})
