import { describe, expect, it } from 'vitest'
import { parseLaunchArgs } from './commandLine.ts'

describe('parseLaunchArgs', () => {
  it('reads both forms, relative to the folder, and leaves other options alone', () => {
    expect(parseLaunchArgs(['.', '--no-sandbox', '--kubeconfig', 'a/config', '--snapshot=/tmp/x.kubilitics'], '/home/me')).toEqual({
      kubeconfig: '/home/me/a/config',
      snapshot: '/tmp/x.kubilitics',
      problems: [],
    })
    expect(parseLaunchArgs([], '/')).toEqual({ kubeconfig: null, snapshot: null, problems: [] })
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
})
