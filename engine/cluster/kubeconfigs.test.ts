import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Kubeconfigs } from './kubeconfigs.ts'

let home: string
let kubeconfigs: Kubeconfigs

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'kubilitics-home-'))
  mkdirSync(path.join(home, '.kube'))
  kubeconfigs = new Kubeconfigs()
})
afterEach(() => {
  kubeconfigs.stop()
  rmSync(home, { recursive: true, force: true })
})

function text(...names: string[]): string {
  return `kind: Config\nclusters:\n- name: k\n  cluster:\n    server: https://k:6443\nusers:\n- name: u\n  user:\n    token: t\ncontexts:\n${names.map((name) => `- name: ${name}\n  context:\n    cluster: k\n    user: u\n`).join('')}`
}

function put(name: string, content: string): string {
  const file = path.join(home, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const names = () => kubeconfigs.contexts().map(({ name }) => name)

/** Resolves after the next change. */
function changed(): Promise<void> {
  return new Promise((resolve) => {
    const stop = kubeconfigs.onChange(() => {
      stop()
      resolve()
    })
  })
}

describe('the kubeconfigs of a person', () => {
  it('are those of $KUBECONFIG, ~/.kube/config, and added files and folders', async () => {
    put('.kube/config', text('home'))
    const env = [put('e1', text('env1')), put('e2', text('env2'))]
    const added = put('added', text('added'))
    put('folder/a.yaml', text('in-folder'))
    put('folder/notes.txt', 'buy milk')
    put('folder/values.yaml', 'a: b\n')
    put('folder/broken.yaml', 'kind: Config\ncontexts: [')
    put('folder/image.png', '\u0089PNG\u0000')
    await kubeconfigs.start({ env: { KUBECONFIG: env.join(path.delimiter) }, home, extra: [added, path.join(home, 'folder')] })
    expect(names()).toEqual(['env1', 'env2', 'home', 'added', 'in-folder'])
    expect(
      kubeconfigs.sources().map(({ kind, contexts, ignored, errors }) => ({ kind, contexts, ignored, errors: errors.length })),
    ).toEqual([
      { kind: 'env', contexts: 1, ignored: undefined, errors: 0 },
      { kind: 'env', contexts: 1, ignored: undefined, errors: 0 },
      { kind: 'default', contexts: 1, ignored: undefined, errors: 0 },
      { kind: 'file', contexts: 1, ignored: undefined, errors: 0 },
      { kind: 'folder', contexts: 1, ignored: 3, errors: 1 },
    ])
  })

  it('are only the one named on the command line', async () => {
    put('.kube/config', text('home'))
    await kubeconfigs.start({ env: { KUBECONFIG: put('e', text('env')) }, home, extra: [], only: put('one', text('one')) })
    expect(names()).toEqual(['one'])
  })

  it('may refer to each other in $KUBECONFIG, as with kubectl', async () => {
    const a = put('a', 'contexts: [{name: split, context: {cluster: k, user: u}}]')
    const b = put('b', text('whole'))
    await kubeconfigs.start({ env: { KUBECONFIG: `${a}${path.delimiter}${b}` }, home, extra: [] })
    expect(kubeconfigs.contexts()[0]).toMatchObject({ name: 'split', server: 'https://k:6443', blocking: null })
  })

  it('say what is wrong with a missing file, a folder named as a file, and a pipe, without waiting', async () => {
    const pipe = path.join(home, 'pipe')
    execFileSync('mkfifo', [pipe])
    await kubeconfigs.start({
      env: { KUBECONFIG: path.join(home, 'nowhere') },
      home,
      extra: [pipe, put('big', `a: ${'x'.repeat(64 * 1024 * 1024)}`)],
    })
    expect(kubeconfigs.sources().flatMap(({ errors }) => errors.map(({ message }) => message))).toEqual([
      'The kubeconfig does not exist.',
      'The kubeconfig is not a regular file.',
      expect.stringMatching(/is 67,108,867 bytes; at most 67,108,864 are read/),
    ])
  })

  it('are not missed when there are none', async () => {
    await kubeconfigs.start({ env: {}, home, extra: [] })
    expect(kubeconfigs.sources()).toEqual([])
  })

  it('are watched: written, replaced, removed, created', async () => {
    const config = put('.kube/config', text('one'))
    await kubeconfigs.start({ env: {}, home, extra: [], settle: 20, pollEvery: 60_000 })
    for (const [step, expected] of [
      [() => writeFileSync(config, text('one', 'two')), ['one', 'two']],
      [() => renameSync(put('.kube/config.new', text('three')), config), ['three']],
      [() => rmSync(config), []],
      [() => writeFileSync(config, text('four')), ['four']],
    ] as const) {
      const change = changed()
      step()
      while (JSON.stringify(names()) !== JSON.stringify(expected))
        await Promise.race([change, new Promise((resolve) => setTimeout(resolve, 20))])
    }
    expect(names()).toEqual(['four'])
  })

  it('are seen to change by looking, where the system reports nothing', async () => {
    rmSync(path.join(home, '.kube'), { recursive: true })
    await kubeconfigs.start({ env: {}, home, extra: [], pollEvery: 30 })
    const change = changed()
    put('.kube/config', text('late'))
    await change
    expect(names()).toEqual(['late'])
  })

  it('say nothing when nothing changed, and tell a changed credential', async () => {
    const config = put('.kube/config', text('one'))
    await kubeconfigs.start({ env: {}, home, extra: [], pollEvery: 60_000 })
    let told = 0
    kubeconfigs.onChange(() => (told += 1))
    await kubeconfigs.reload()
    expect(told).toBe(0)
    writeFileSync(config, text('one').replace('token: t', 'token: new'))
    await kubeconfigs.reload()
    expect(told).toBe(1)
    expect(kubeconfigs.contexts()[0]?.raw.user?.token).toBe('new')
  })

  const many = Array.from({ length: 10_000 }, (_, index) => index)
  const certificate = Buffer.from(`-----BEGIN CERTIFICATE-----\n${'M'.repeat(1_000)}\n-----END CERTIFICATE-----\n`).toString('base64')
  const json = {
    kind: 'Config',
    contexts: many.map((i) => ({ name: `c${i}`, context: { cluster: `k${i}`, user: `u${i}` } })),
    clusters: many.map((i) => ({ name: `k${i}`, cluster: { server: `https://h${i}:6443`, 'certificate-authority-data': certificate } })),
    users: many.map((i) => ({ name: `u${i}`, user: { token: `t${i}` } })),
  }
  const block = (note: string): string =>
    [
      'kind: Config',
      `contexts:${note}`,
      ...many.map((i) => `- name: c${i}${note}\n  context:\n    cluster: k${i}\n    user: u${i}`),
      'clusters:',
      ...many.map((i) => `- name: k${i}\n  cluster:\n    server: https://h${i}:6443\n    certificate-authority: ca.crt`),
      'users:',
      ...many.map((i) => `- name: u${i}\n  user:\n    token: t${i}`),
      '',
    ].join('\n')
  const flow = [
    'kind: Config',
    'contexts:',
    ...many.map((i) => `- {name: c${i}, context: {cluster: k${i}, user: u${i}}}`),
    'clusters:',
    ...many.map((i) => `- {name: k${i}, cluster: {server: https://h${i}:6443}}`),
    'users:',
    ...many.map((i) => `- {name: "u${i}", user: {token: 't${i}'}}`),
  ].join('\n')
  it.each([
    ['as kubectl writes it', block('')],
    ['with comments', block(' # mine, für später')],
    ['in flow form', flow],
    ['as one line of JSON, with their certificates', JSON.stringify(json)],
    ['as JSON with tabs', JSON.stringify(json, null, '\t')],
  ])('may hold 10,000 contexts, %s', async (_form, config) => {
    put('.kube/config', config)
    put('.kube/ca.crt', 'x')
    const started = performance.now()
    await kubeconfigs.start({ env: {}, home, extra: [] })
    expect(kubeconfigs.sources()[0]?.errors).toEqual([])
    expect(new Set(kubeconfigs.contexts().map(({ id }) => id)).size).toBe(10_000)
    expect(kubeconfigs.contexts()[9_999]).toMatchObject({ name: 'c9999', server: 'https://h9999:6443', blocking: null })
    expect(kubeconfigs.contexts()[9_999]?.raw.user?.token).toBe('t9999')
    expect(performance.now() - started).toBeLessThan(20_000) // a guard against quadratic work, no measurement
  })

  it('with more than that in a form that only the full parser reads says how to write it anew', async () => {
    put('.kube/config', `x: &x 1\n${block('')}`)
    await kubeconfigs.start({ env: {}, home, extra: [] })
    expect(kubeconfigs.sources()[0]?.errors).toEqual([
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringContaining('more than 40,000 lines or elements') as string,
        todo: expect.stringContaining('kubectl config view --raw') as string,
      }),
    ])
    expect(kubeconfigs.contexts()).toEqual([])
  })

  it('of half a million lines and more are refused at once, whatever they say', async () => {
    put('.kube/config', 'contexts:\n'.concat('- a\n'.repeat(600_000)))
    await kubeconfigs.start({ env: {}, home, extra: [] })
    expect(kubeconfigs.sources()[0]?.errors[0]?.message).toContain('more than 500,000 lines')
  })
})
