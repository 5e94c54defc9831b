import { describe, expect, it } from 'vitest'
import { joinQuery, settle, splitQuery } from './queryTerms.ts'

it('lets a person type one word after another', () => {
  let parts = splitQuery('')
  for (const letter of 'web api ns:shop db ')
    parts = letter === ' ' ? settle({ ...parts, text: `${parts.text} ` }) : { ...parts, text: parts.text + letter }
  expect(parts).toEqual({ terms: ['ns:shop'], text: 'web api db ' })
  expect(joinQuery(parts)).toBe('ns:shop web api db')
})

it('gives the same filter back', () => {
  for (const filter of ['', 'web', 'ns:shop', 'ns:shop label:app=web api']) expect(joinQuery(splitQuery(filter))).toBe(filter)
})

describe('terms with quotes and signs', () => {
  it('keeps a quoted value together, and a term that is turned round', () => {
    expect(splitQuery('-ns:kube-system status:"Not Ready" web')).toEqual({ terms: ['-ns:kube-system', 'status:"Not Ready"'], text: 'web' })
    expect(settle({ terms: [], text: 'status:"Not ' })).toEqual({ terms: [], text: 'status:"Not ' })
  })
})
