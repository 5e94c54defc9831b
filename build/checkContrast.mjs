/** WCAG contrast of every pair of tokens that meets on screen, in both themes: 4.5 for text, 3 for marks and controls. */
import { readFileSync } from 'node:fs'
import { contrast, oklch } from './oklch.mjs'

const css = readFileSync(new URL('../renderer/styles/tokens.css', import.meta.url), 'utf8')

const SURFACES = ['bg-sunken', 'bg', 'bg-raised', 'bg-overlay', 'hover', 'selected']
const CODE = ['code-key', 'code-str', 'code-num']
const HEALTH = ['ok', 'prog', 'warn', 'fail', 'idle']
const TEXT = ['text-1', 'text-2', 'text-3']
const TEXT_RATIO = 4.5
const MARK_RATIO = 3
/** A bar beside its track is also told by its length. */
const BAR_RATIO = 1.8

const common = block(/^:root \{/m)
const themes = {
  dark: { ...common, ...block(/^:root,\s*\[data-theme=.dark.\] \{/m) },
  light: { ...common, ...block(/^\[data-theme=.light.\] \{/m) },
}

let pairs = 0
let failures = 0
for (const [theme, tokens] of Object.entries(themes)) {
  const compare = (front, back, least) => {
    pairs++
    const ratio = contrast(front.colour, back.colour)
    if (ratio >= least) return
    failures++
    console.error(`${theme}: ${front.name} on ${back.name} has ${ratio.toFixed(2)}, needs ${least}`)
  }
  const token = (name) => ({ name, colour: resolve(tokens, name) })
  const all = (fronts, backs, least) => {
    for (const front of fronts) for (const back of backs) compare(token(front), token(back), least)
  }
  all([...TEXT, 'accent', ...HEALTH, ...CODE], SURFACES, TEXT_RATIO)
  all(['focus', 'bar-use', 'bar-tick'], SURFACES, MARK_RATIO)
  all(
    ['line-control'],
    SURFACES.filter((name) => name !== 'selected'),
    MARK_RATIO,
  )
  for (const health of HEALTH) all([...TEXT, 'accent', health], [`${health}-bg`], TEXT_RATIO)
  all(['text-1', ...CODE], ['add-bg', 'add-word', 'del-bg', 'del-word', 'chg-word', 'warn-bg'], TEXT_RATIO)
  all(['text-3', 'ok'], ['add-bg'], TEXT_RATIO)
  all(['text-3', 'fail'], ['del-bg'], TEXT_RATIO)
  all(['on-accent'], ['accent-fill'], TEXT_RATIO)
  all(['bar-use'], ['bar-track'], BAR_RATIO)
  for (let hue = 1; hue <= 8; hue++) {
    const shade = (part, name) => ({
      name: `hue ${hue} ${name}`,
      colour: oklch(number(tokens, `${part}-l`), number(tokens, `${part}-c`), number(tokens, `hue-${hue}`)),
    })
    const band = shade('clb', 'band')
    compare(shade('clt', 'text'), band, TEXT_RATIO)
    for (const health of HEALTH) compare(token(health), band, MARK_RATIO)
    for (const surface of ['bg-sunken', 'bg', 'bg-raised']) compare(shade('cl', 'mark'), token(surface), MARK_RATIO)
  }
}
console.log(`${pairs} pairs of colours, ${failures} below WCAG AA`)
process.exit(failures === 0 ? 0 : 1)

/** The custom properties of the rule that starts so. */
function block(start) {
  const at = css.search(start)
  if (at < 0) throw new Error(`renderer/styles/tokens.css has no rule "${start}"`)
  return Object.fromEntries(
    [...css.slice(at, css.indexOf('\n}', at)).matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value = '']) => [name, value.trim()]),
  )
}

function resolve(tokens, name) {
  const value = tokens[name]
  const reference = /^var\(--([\w-]+)\)$/.exec(value)
  if (reference) return resolve(tokens, reference[1])
  const parts = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(value)
  if (!parts) throw new Error(`renderer/styles/tokens.css: --${name} is "${value}", not a plain oklch() colour`)
  return oklch(Number(parts[1]), Number(parts[2]), Number(parts[3]))
}

function number(tokens, name) {
  const value = Number(tokens[name])
  if (Number.isNaN(value)) throw new Error(`renderer/styles/tokens.css: --${name} is no number`)
  return value
}
