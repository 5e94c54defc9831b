import { expect, it } from 'vitest'
import { textDiff } from './textDiff.ts'

const side = (title: string, lines: readonly string[]) => ({ title, text: lines.map((line) => `${line}\n`).join('') })

it('tells what differs with a little around it, and where', () => {
  const a = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']
  const b = ['a', 'B', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm']
  expect(textDiff(side('one', a), side('two', b))).toBe(
    ['--- one', '+++ two', '@@ -1,5 +1,5 @@', ' a', '-b', '+B', ' c', ' d', ' e', '@@ -10,3 +10,4 @@', ' j', ' k', ' l', '+m', ''].join(
      '\n',
    ),
  )
  expect(textDiff(side('one', a), side('two', a))).toBe('')
})

/** The second text, from the first and the difference. */
function patched(text: string, diff: string): string {
  const lines = text.split('\n').slice(0, -1)
  const out: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(2, -1)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line)
    if (hunk !== null) {
      const first = Number(hunk[1]) - 1
      while (at < first) out.push(lines[at++] ?? '')
    } else if (line.startsWith('+')) out.push(line.slice(1))
    else {
      expect(lines[at]).toBe(line.slice(1))
      if (line.startsWith(' ')) out.push(line.slice(1))
      at += 1
    }
  }
  while (at < lines.length) out.push(lines[at++] ?? '')
  return out.map((line) => `${line}\n`).join('')
}

it('makes one text of the other', () => {
  let seed = 7
  const random = (most: number): number => (seed = (seed * 16807) % 2147483647) % most
  for (let round = 0; round < 50; round++) {
    const a = Array.from({ length: 5 + random(60) }, () => `line ${random(9)}`)
    const b = a.flatMap((line) => (random(5) === 0 ? [] : random(5) === 0 ? [line, `new ${random(9)}`] : [line]))
    const [from, to] = [side('a', a), side('b', b)]
    expect(patched(from.text, textDiff(from, to))).toBe(to.text)
  }
})
