import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Sessions } from './sessions.ts'

let folder: string
let file: string
beforeEach(() => {
  vi.useFakeTimers()
  folder = mkdtempSync(join(tmpdir(), 'kubilitics-sessions-'))
  file = join(folder, 'session.json')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})
const open = (): Sessions => new Sessions(file, (thrown) => expect.fail(String(thrown)))
const windowAt = (x: number) => ({ getNormalBounds: () => ({ x, y: 10, width: 1000, height: 700 }), isMaximized: () => false })
const kept = (): (string | null)[] => open().before.map(({ content }) => content)

it('brings back every window that was open when the app ended, with what it showed and where', () => {
  const sessions = open()
  const [one, other] = [windowAt(0), windowAt(400)]
  sessions.opened(one, null)
  sessions.opened(other, null)
  sessions.keep(one, 'first')
  sessions.keep(other, 'second')
  sessions.end()
  sessions.closed(one)
  sessions.closed(other)
  expect(open().before).toMatchObject([
    { content: 'first', bounds: { x: 0 } },
    { content: 'second', bounds: { x: 400 } },
  ])
})

it('forgets a window that a person closes, but not the last one', () => {
  const sessions = open()
  const [one, other] = [windowAt(0), windowAt(400)]
  sessions.opened(one, null)
  sessions.opened(other, null)
  sessions.keep(one, 'first')
  sessions.keep(other, 'second')
  sessions.closed(one)
  expect(kept()).toEqual(['second'])
  sessions.closed(other)
  expect(kept()).toEqual(['second'])
  expect(sessions.lastClosed()?.content).toBe('second')
})

it('writes changes after a rest, not each of them', () => {
  const sessions = open()
  const one = windowAt(0)
  sessions.opened(one, null)
  for (let n = 0; n < 10; n++) sessions.keep(one, String(n))
  expect(existsSync(file)).toBe(false)
  vi.advanceTimersByTime(600)
  expect(JSON.parse(readFileSync(file, 'utf8')).windows[0].content).toBe('9')
})

it('begins anew when the file is broken, says so, and keeps it beside', () => {
  writeFileSync(file, '{"windows":[{"bounds":"wide"}]}')
  const sessions = open()
  expect(sessions.before).toEqual([])
  expect(sessions.problem).toContain('session.json')
  expect(existsSync(`${file}.broken`)).toBe(true)
})
