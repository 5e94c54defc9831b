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

  it('takes http only where that was asked for, and nothing else then', () => {
    expect(openableLink('http://grafana.lan:3000/d/1?var-x=a%20b', true)?.host).toBe('grafana.lan:3000')
    for (const link of ['javascript:alert(1)', 'file:///etc/passwd', 'http://user:pw@host/', 'ftp://host/'])
      expect(openableLink(link, true)).toBeNull()
  })
})
