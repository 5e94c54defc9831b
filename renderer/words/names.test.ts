import { describe, expect, it } from 'vitest'
import { badgeLetters, bytes, count, cutName, kindTitle, plural } from './names.ts'

describe('a name cut in the middle', () => {
  it('keeps the suffix that tells replicas apart', () => {
    expect(cutName('checkout-7c9f8d6b54-k2x9p')).toEqual({ head: 'checkout-7c9f8d6b54', tail: '-k2x9p' })
    expect(cutName('catalog-search-2')).toEqual({ head: 'catalog-search', tail: '-2' })
  })

  it('keeps nothing where there is no such suffix', () => {
    expect(cutName('web').tail).toBe('')
    expect(cutName('kube-controllermanager').tail).toBe('')
    expect(cutName('-x').tail).toBe('')
    expect(cutName('web-').tail).toBe('')
  })

  it('loses no letter', () => {
    for (const name of ['a-b', 'web', 'x-y-z', '', '-', 'very-long-name-of-a-thing']) {
      const { head, tail } = cutName(name)
      expect(head + tail).toBe(name)
    }
  })
})

describe('letters of a badge', () => {
  it.each([
    ['prod-eu', 'PE'],
    ['staging', 'ST'],
    ['arn:aws:eks:eu-central-1:418820:cluster/prod-eu', 'PE'],
    ['oidc@staging-us', 'SU'],
    ['Sample: shop', 'SS'],
    ['', '?'],
    ['ü', 'Ü'],
  ])('of %j are %s', (name, letters) => {
    expect(badgeLetters(name)).toBe(letters)
  })
})

it('writes numbers with thousands, units and the right number of the noun', () => {
  expect(count(48_211)).toBe('48,211')
  expect(plural(1, 'kind')).toBe('1 kind')
  expect(plural(1284, 'kind')).toBe('1,284 kinds')
  expect(bytes(512)).toBe('512 B')
  expect(bytes(3_400_000)).toBe('3.2 MiB')
})

it('makes a title of a kind that is not known yet', () => {
  expect(['Pod', 'Ingress', 'NetworkPolicy', 'Gateway'].map(kindTitle)).toEqual(['Pods', 'Ingresses', 'NetworkPolicies', 'Gateways'])
})
