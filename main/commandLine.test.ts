import { describe, expect, it } from 'vitest'
import { launchArgsOf, parseLaunchArgs } from './commandLine.ts'

describe('parseLaunchArgs', () => {
  it('reads both forms, relative to the folder, and leaves other options alone', () => {
    expect(parseLaunchArgs(['.', '--no-sandbox', '--kubeconfig', 'a/config', '--snapshot=/tmp/x.kubilitics'], '/home/me')).toEqual({
      kubeconfig: '/home/me/a/config',
      snapshot: '/tmp/x.kubilitics',
      link: null,
      problems: [],
    })
    expect(parseLaunchArgs([], '/')).toEqual({ kubeconfig: null, snapshot: null, link: null, problems: [] })
  })

  it('says so when the file is missing', () => {
    expect(parseLaunchArgs(['--kubeconfig'], '/').problems).toEqual(['--kubeconfig needs a file: --kubeconfig FILE.'])
    expect(parseLaunchArgs(['--kubeconfig', '--snapshot', 'x'], '/')).toMatchObject({
      kubeconfig: null,
      snapshot: '/x',
      problems: [expect.stringContaining('--kubeconfig')],
    })
    expect(parseLaunchArgs(['--snapshot='], '/').problems).toHaveLength(1)
  })

  it('takes a link, and beside it no file: whoever wrote the link may have written them too', () => {
    const args = parseLaunchArgs(['--snapshot=/etc/passwd', 'kubilitics://prod/rows/core/Pod', '--kubeconfig', '/evil'], '/')
    expect(args).toEqual({ kubeconfig: null, snapshot: null, link: 'kubilitics://prod/rows/core/Pod', problems: [] })
    expect(parseLaunchArgs([`KUBILITICS://${'a'.repeat(9000)}`], '/').link).toHaveLength(2049)
    expect(parseLaunchArgs(['https://kubilitics.io'], '/').link).toBeNull()
  })
})

describe('launchArgsOf', () => {
  it('takes what another start of this app hands over', () => {
    const args = parseLaunchArgs(['--kubeconfig', 'a'], '/home/me')
    expect(launchArgsOf(structuredClone(args))).toEqual(args)
  })

  it.each([
    [null],
    ['--snapshot /x'],
    [{}],
    [{ kubeconfig: 1, snapshot: null, link: null, problems: [] }],
    [{ kubeconfig: null, snapshot: null, link: 'https://example.com', problems: [] }],
    [{ kubeconfig: null, snapshot: null, link: `kubilitics://${'a'.repeat(5000)}`, problems: [] }],
    [{ kubeconfig: 'relative', snapshot: null, link: null, problems: [] }],
    [{ kubeconfig: null, snapshot: '/a\0b', link: null, problems: [] }],
    [{ kubeconfig: null, snapshot: `/${'a'.repeat(5000)}`, link: null, problems: [] }],
    [{ kubeconfig: null, snapshot: null, link: null, problems: [{}] }],
  ])('takes nothing else: %j', (handed) => {
    expect(launchArgsOf(handed)).toBeNull()
  })
})
