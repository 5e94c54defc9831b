import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleData, visibleName, visibleText } from './visibleText.ts'

describe('visibleText', () => {
  it('leaves ordinary text alone, with newline and tab', () => {
    for (const text of ['', 'web-1', 'Größe 5 µm', '日本語', 'a\n\tb', '👩‍💻', 'می‌خواهم']) expect(visibleText(text)).toBe(text)
  })

  it('shows control characters', () => {
    expect(visibleText('\u001b[31mred\u001b[0m\r\n\u0000\u007f')).toBe('␛[31mred␛[0m␍\n␀␡')
    expect(visibleText('\u009b31m')).toBe('⟨U+009B⟩31m')
  })

  it('marks what turns or hides text', () => {
    expect(visibleText('abc\u202etxt.exe')).toBe('abc⟨U+202E⟩txt.exe')
    expect(visibleText('\u2066x\u2069\u200b\ufeff\u2028')).toBe('⟨U+2066⟩x⟨U+2069⟩⟨U+200B⟩⟨U+FEFF⟩⟨U+2028⟩')
    expect(visibleText('a\u{e0041}b')).toBe('a⟨U+E0041⟩b')
  })

  it('marks joiners, newline and tab in names, where they have no business', () => {
    expect(visibleName('we\u200db\n1')).toBe('we⟨U+200D⟩b␊1')
  })

  it('marks halves of characters', () => {
    expect(visibleText('a\ud800b\udc00')).toBe('a⟨U+D800⟩b⟨U+DC00⟩')
  })

  it('shortens without cutting a character in half', () => {
    expect(visibleText('abcdef', 4)).toBe('abc…')
    expect(visibleText('ab😀def', 4)).toBe('ab…')
    expect(visibleText('abcd', 4)).toBe('abcd')
  })

  it('never leaves a forbidden character, never exceeds the limit, and is stable', () => {
    const hostile = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 40 })
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const shown = visibleText(text, max)
        expect(shown.length).toBeLessThanOrEqual(max)
        for (const character of shown) {
          const code = character.codePointAt(0) ?? 0
          const hidden =
            (code < 0x20 && code !== 9 && code !== 10) ||
            (code >= 0x7f && code < 0xa0) ||
            (code >= 0xd800 && code <= 0xdfff) ||
            (code >= 0x202a && code <= 0x202e) ||
            (code >= 0x2066 && code <= 0x2069) ||
            code === 0x200b ||
            code === 0xfeff
          expect(hidden).toBe(false)
        }
        expect(visibleText(shown, max)).toBe(shown)
      }),
      { numRuns: 2000 },
    )
  })

  it('goes through plain data and leaves ids alone', () => {
    const data = JSON.parse('{"id":"a\\u202eb","text":"a\\u202eb","list":["\\u0007",3,null],"__proto__":{"x":"\\u0000"}}') as unknown
    const shown = visibleData(data) as Record<string, unknown>
    expect(shown['id']).toBe('a\u202eb')
    expect(shown['text']).toBe('a⟨U+202E⟩b')
    expect(shown['list']).toEqual(['␇', 3, null])
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptor(shown, '__proto__')?.value).toEqual({ x: '␀' })
  })
})
