import { describe, expect, it } from 'vitest'
import { openableLink } from './openableLink.ts'

describe('openableLink', () => {
  it('takes https pages', () => {
    expect(openableLink('https://kubernetes.io/docs/?a=1#b')?.host).toBe('kubernetes.io')
  })

  it.each([
    'http://kubernetes.io/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'smb://host/share',
    'ms-msdt:/id',
    'vbscript:x',
    'app://ui/',
    '//host/x',
    'kubernetes.io',
    '',
    'https://user:pw@host/',
    'https://kubernetes.io@evil.example/',
    ' https:',
    'https://',
    `https://host/${'a'.repeat(3000)}`,
  ])('refuses %s', (link) => {
    expect(openableLink(link)).toBeNull()
  })
})
