import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** A style sheet without what a formatter may change: breaks, indents, quotes, zeros at the end of a number. */
const css = (name: string): string =>
  readFileSync(new URL(`../../renderer/styles/${name}`, import.meta.url), 'utf8')
    .replace(/\s+/g, ' ')
    .replace(/'/g, '"')
    .replace(/(\d\.\d*?)0+(?=\D)/g, '$1')
const [base, hues, tokens] = [css('base.css'), css('hues.css'), css('tokens.css')]

it('writes the hues of clusters out exactly as the tokens say', () => {
  const at = tokens.indexOf('[data-theme="light"] {')
  const value = (part: string, name: string): string => new RegExp(`--${name}: ([\\d.]+)`).exec(part)?.[1] ?? `no ${name}`
  for (const [selector, part] of [
    ['', tokens.slice(0, at)],
    ['[data-theme="light"] ', tokens.slice(at)],
  ] as const) {
    for (let hue = 1; hue <= 8; hue++) {
      const angle = value(tokens, `hue-${hue}`)
      const colours = [
        ['cl', 'cl'],
        ['cl-band', 'clb'],
        ['cl-text', 'clt'],
      ].map(([name, token]) => `--${name ?? ''}: oklch(${value(part, `${token ?? ''}-l`)} ${value(part, `${token ?? ''}-c`)} ${angle});`)
      expect(hues).toContain(`${selector}.hue-${hue} { ${colours.join(' ')} }`)
    }
  }
})

it('keeps colours out of everything but the tokens', () => {
  expect(base).not.toMatch(/#[0-9a-f]{3,8}\b|oklch\(|rgba?\(/i)
})
