import { describe, expect, it } from 'vitest'
import { amountText, coresText, shareText } from './amounts.ts'

describe('amounts', () => {
  it.each([
    [0, '0m'],
    [0.0004, '0m'],
    [0.25, '250m'],
    [0.9996, '1'],
    [1.5, '1.5'],
    [64, '64'],
  ])('%d cores are %s', (cores, text) => {
    expect(coresText(cores)).toBe(text)
  })

  it('carry the unit of their graph, and no share of nothing', () => {
    expect(amountText(2048, 'bytes/s')).toBe('2.0 KiB/s')
    expect(amountText(3, 'count')).toBe('3')
    expect(shareText(1, 4)).toBe('25 %')
    expect(shareText(1, 500)).toBe('<1 %')
    expect(shareText(0, 500)).toBe('0 %')
    expect(shareText(1, 0)).toBeNull()
    expect(shareText(null, 4)).toBeNull()
  })
})
