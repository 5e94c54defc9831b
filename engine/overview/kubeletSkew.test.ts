import { describe, expect, it } from 'vitest'
import { kubeletVersions } from './kubeletSkew.ts'

describe('kubeletVersions', () => {
  it('says how each stands to the server, the worst first', () => {
    const versions = kubeletVersions(
      'v1.34.1',
      new Map([
        ['v1.34.1', 5],
        ['v1.32.0+k3s1', 2],
        ['v1.31.9', 1],
        ['v1.30.0', 1],
        ['v1.35.0', 1],
        ['custom', 1],
      ]),
    )
    expect(versions.map(({ version, level }) => [version, level])).toEqual([
      ['v1.30.0', 'failing'],
      ['v1.35.0', 'failing'],
      ['v1.31.9', 'warning'],
      ['custom', 'unknown'],
      ['v1.34.1', 'healthy'],
      ['v1.32.0+k3s1', 'healthy'],
    ])
    expect(kubeletVersions(null, new Map([['v1.34.0', 1]]))[0]?.level).toBe('unknown')
  })
})
