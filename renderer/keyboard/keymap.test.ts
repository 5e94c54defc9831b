import { afterEach, describe, expect, it } from 'vitest'
import { keyActions } from './keyActions.ts'
import { actionOf, chord, keysOf, meant, setOwnKeys, withKey } from './keymap.ts'

const key = (name: string, with_: Partial<KeyboardEventInit> = {}): KeyboardEvent => new KeyboardEvent('keydown', { key: name, ...with_ })
afterEach(() => {
  setOwnKeys({})
})

describe('a pressed key in words', () => {
  it('names modifiers in one order, and a letter alone by its case', () => {
    expect(chord(key('k', { ctrlKey: true }))).toBe('Ctrl K')
    expect(chord(key('K', { metaKey: true, shiftKey: true }))).toBe('Ctrl Shift K')
    expect(chord(key('G', { shiftKey: true }))).toBe('G')
    expect(chord(key('?', { shiftKey: true }))).toBe('?')
    expect(chord(key('F6', { shiftKey: true }))).toBe('Shift F6')
    expect(chord(key('ArrowLeft', { altKey: true }))).toBe('Alt ←')
  })
})

it('no key has two meanings in one place', () => {
  const seen = keyActions.flatMap((action) => action.keys.map((one) => `${action.where} ${one}`))
  expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([])
  expect(new Set(keyActions.map((action) => action.id)).size).toBe(keyActions.length)
})

describe('keys of one’s own', () => {
  it('take the place of those an action had', () => {
    expect(setOwnKeys({ palette: ['Ctrl P'], next: ['n'] })).toEqual([])
    expect(actionOf(key('p', { ctrlKey: true }), 'anywhere')).toBe('palette')
    expect(actionOf(key('k', { ctrlKey: true }), 'anywhere')).toBeNull()
    expect(meant(key('n'), 'lists')).toBe('j')
    expect(meant(key('j'), 'lists')).toBe('')
    expect(meant(key('k'), 'lists')).toBe('k')
    expect(meant(key('ArrowUp'), 'lists')).toBe('ArrowUp')
  })

  it('may have Ctrl or Alt in lists too; what has them and is no action’s means nothing there', () => {
    expect(meant(key('j', { ctrlKey: true }), 'lists')).toBe('')
    expect(setOwnKeys({ next: ['Ctrl N'], 'log-copy': ['y'] })).toEqual([])
    expect(meant(key('n', { ctrlKey: true }), 'lists')).toBe('j')
    expect(meant(key('j'), 'lists')).toBe('')
    expect(actionOf(key('y'), 'logs')).toBe('log-copy')
    expect(actionOf(key('c'), 'logs')).toBeNull()
    expect(withKey('Copy', 'log-copy')).toBe('Copy (y)')
    expect(setOwnKeys({ 'log-copy': [] })).toEqual([])
    expect(withKey('Copy', 'log-copy')).toBe('Copy')
  })

  it('are refused one by one: what is no action, what is no key, what would mean two things', () => {
    const problems = setOwnKeys({ fly: ['f'], palette: ['Ctrl Alt Delete All'], next: ['k'], yaml: ['Y'] })
    expect(problems).toHaveLength(3)
    expect(problems.join(' ')).toMatch(/"fly".*"Ctrl Alt Delete All".*"k" is both/)
    expect(keysOf(keyActions.find((action) => action.id === 'yaml')!)).toEqual(['Y'])
    expect(meant(key('j'), 'lists')).toBe('j')
  })
})
