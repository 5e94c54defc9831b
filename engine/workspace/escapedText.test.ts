import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { escapedJson, escapedYaml } from './escapedText.ts'

const hostile = {
  plain: 'web-1',
  'key\u202e': 'gnp.\u202eexe',
  csi: '\u009b31m',
  tags: 'a\u{e0041}b',
  nul: 'a\0b\u001b[0m',
  long: `${'word '.repeat(40)}\u200b`,
  lines: 'a\nb\u2066\nc\n',
  emoji: '👩‍💻',
  number: 7,
  list: ['\ufeffx', null],
}

describe('hidden characters', () => {
  it.each<[string, (value: unknown) => string, (text: string) => unknown]>([
    ['JSON', escapedJson, (text) => JSON.parse(text)],
    ['YAML', escapedYaml, (text) => parse(text)],
  ])('of data are escapes in %s, and come back when it is parsed', (_form, write, read) => {
    const text = write(hostile)
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]|\u{e0041}/u)
    expect(read(text)).toEqual(hostile)
    expect(text).toContain('👩‍💻')
  })

  it('leave other text as YAML would write it anyway', () => {
    expect(escapedYaml({ a: 'b: c', d: [1, 'zwei\ndrei'] })).toBe('a: "b: c"\nd:\n  - 1\n  - |-\n    zwei\n    drei\n')
  })
})
