/** Most pairs of lines that are weighed against each other; a longer stretch that differs is told as replaced. */
const mostPairs = 4_000_000
/** Equal lines that are told around a difference. */
const around = 3

/** What differs between two texts, by lines, as `diff -u` writes it; empty where nothing does. */
export function textDiff(from: { title: string; text: string }, to: { title: string; text: string }): string {
  const a = linesOf(from.text)
  const b = linesOf(to.text)
  const steps = stepsBetween(a, b)
  if (steps.every(({ sign }) => sign === ' ')) return ''
  const shown = new Set<number>()
  for (const [at, { sign }] of steps.entries())
    if (sign !== ' ') for (let near = at - around; near <= at + around; near++) if (near >= 0 && near < steps.length) shown.add(near)
  const out = [`--- ${from.title}`, `+++ ${to.title}`]
  let before = -2
  for (const at of [...shown].sort((x, y) => x - y)) {
    const step = steps[at] as Step
    if (at !== before + 1) {
      let end = at
      while (shown.has(end + 1)) end += 1
      const hunk = steps.slice(at, end + 1)
      const count = (sign: '-' | '+'): number => hunk.filter((each) => each.sign === ' ' || each.sign === sign).length
      out.push(`@@ -${step.from + 1},${count('-')} +${step.to + 1},${count('+')} @@`)
    }
    out.push(`${step.sign}${step.line}`)
    before = at
  }
  return `${out.join('\n')}\n`
}

/** One line of the difference, and how many lines of each text stand before it. */
interface Step {
  sign: ' ' | '-' | '+'
  line: string
  from: number
  to: number
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function stepsBetween(a: readonly string[], b: readonly string[]): readonly Step[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const steps: Step[] = []
  const push = (sign: Step['sign'], from: number, to: number): void => {
    steps.push({ sign, line: (sign === '+' ? b[to] : a[from]) ?? '', from, to })
  }
  for (let at = 0; at < head; at++) push(' ', at, at)
  const height = a.length - head - tail
  const width = b.length - head - tail
  let x = head
  let y = head
  if (height * width <= mostPairs) {
    // longest common subsequence, from the end, so that it can be walked from the start
    const longest = new Uint32Array((height + 1) * (width + 1))
    for (let i = height - 1; i >= 0; i--)
      for (let j = width - 1; j >= 0; j--) {
        const here = i * (width + 1) + j
        longest[here] =
          a[head + i] === b[head + j]
            ? (longest[here + width + 2] ?? 0) + 1
            : Math.max(longest[here + width + 1] ?? 0, longest[here + 1] ?? 0)
      }
    while (x - head < height && y - head < width) {
      const here = (x - head) * (width + 1) + (y - head)
      if (a[x] === b[y]) push(' ', x++, y++)
      else if ((longest[here + width + 1] ?? 0) >= (longest[here + 1] ?? 0)) push('-', x++, y)
      else push('+', x, y++)
    }
  }
  while (x < a.length - tail) push('-', x++, y)
  while (y < b.length - tail) push('+', x, y++)
  for (let at = 0; at < tail; at++) push(' ', x + at, y + at)
  return steps
}
