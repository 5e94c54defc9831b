import { describe, expect, it } from 'vitest'
import type { ContextEntry } from './contextEntry.ts'
import { contextsOf } from './kubeconfigContexts.ts'
import { parseKubeconfig } from './kubeconfigFile.ts'
import { LocalFacts } from './localFacts.ts'

const file = '/home/anna/.kube/config'

/** A kubeconfig with one context, and what is changed in it. */
function kubeconfig(change: { cluster?: string; user?: string; context?: string } = {}): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: k
  cluster: ${change.cluster ?? '{server: "https://k:6443"}'}
users:
- name: u
  user: ${change.user ?? '{token: abc}'}
contexts:
- name: c
  context: ${change.context ?? '{cluster: k, user: u}'}
- name: other
  context: {cluster: k2, user: u2}
- name: fine
  context: {cluster: fine, user: fine}
`
    .replace('users:\n', '- name: fine\n  cluster: {server: "https://fine:6443"}\nusers:\n')
    .replace('contexts:\n', '- name: fine\n  user: {token: fine}\ncontexts:\n')
}

async function contexts(text: string, path = file): Promise<Record<string, ContextEntry>> {
  const parsed = parseKubeconfig(path, text)
  const facts = new LocalFacts()
  const { referredFiles } = await import('./kubeconfigFile.ts')
  await facts.learn(referredFiles(parsed))
  return Object.fromEntries(contextsOf(parsed, [], facts).map((entry) => [entry.name, entry]))
}

describe('a kubeconfig', () => {
  it('becomes one entry for each context', async () => {
    const { c } = await contexts(kubeconfig({ context: '{cluster: k, user: u, namespace: shop}' }))
    expect(c).toMatchObject({
      id: expect.stringMatching(/^ctx-[0-9a-f]{12}$/),
      file,
      server: 'https://k:6443',
      user: 'u',
      namespace: 'shop',
      insecure: false,
      errors: [],
      blocking: null,
    })
    expect(c?.raw.user?.token).toBe('abc')
  })

  it('keeps credentials out of JSON, clones and spreads of an entry', async () => {
    const { c } = await contexts(kubeconfig({ user: '{token: c4n4ry, password: c4n4ry, username: x}' }))
    expect(JSON.stringify(c)).not.toContain('c4n4ry')
    expect(JSON.stringify({ ...c })).not.toContain('c4n4ry')
    expect(JSON.stringify(structuredClone(c))).not.toContain('c4n4ry')
  })

  it('resolves relative paths against its own folder', async () => {
    const { c } = await contexts(
      kubeconfig({ cluster: '{server: "https://k", certificate-authority: ../pki/ca.crt}', user: '{tokenFile: t}' }),
    )
    expect(c?.raw.cluster?.caFile).toBe('/home/anna/pki/ca.crt')
    expect(c?.raw.user?.tokenFile).toBe('/home/anna/.kube/t')
  })

  it.each([
    ['10.0.0.1:6443', false, 'http://10.0.0.1:6443'],
    ['10.0.0.1:6443', true, 'https://10.0.0.1:6443'],
    ['https://rancher.example/k8s/clusters/c-1/', true, 'https://rancher.example/k8s/clusters/c-1'],
    ['https://user:c4n4ry@host', true, 'https://host'],
  ])('reads the server %s as client-go does', async (server, ca, expected) => {
    const { c } = await contexts(kubeconfig({ cluster: `{server: "${server}"${ca ? ', certificate-authority-data: eA==' : ''}}` }))
    expect(c?.server).toBe(expected)
  })

  it('marks skipped certificate checks and unencrypted links', async () => {
    expect((await contexts(kubeconfig({ cluster: '{server: "https://k", insecure-skip-tls-verify: true}' })))['c']?.insecure).toBe(true)
    expect((await contexts(kubeconfig({ cluster: '{server: "http://k"}' })))['c']?.insecure).toBe(true)
    expect((await contexts(kubeconfig({ cluster: '{server: "http://127.0.0.1:8001"}' })))['c']?.insecure).toBe(false)
  })

  const text500 = 'x'.repeat(5000)
  const attacks: [name: string, change: Parameters<typeof kubeconfig>[0], message: RegExp][] = [
    ['a server that is no URL', { cluster: '{server: "https://"}' }, /not a URL/],
    ['a server with spaces', { cluster: '{server: "https://a b"}' }, /not a URL/],
    ['a server of another scheme', { cluster: '{server: "file:///etc/passwd"}' }, /scheme file/],
    ['a javascript server', { cluster: '{server: "javascript://x/%0aalert(1)"}' }, /scheme javascript/],
    ['a unix socket server', { cluster: '{server: "unix:///var/run/x"}' }, /scheme unix/],
    ['a server with a query', { cluster: '{server: "https://k/?x=1"}' }, /not one of an API server/],
    ['a server with a fragment', { cluster: '{server: "https://k/#x"}' }, /not one of an API server/],
    ['an empty server', { cluster: '{server: ""}' }, /no server address/],
    ['a server that is a list', { cluster: '{server: [a]}' }, /server has an unexpected form/],
    ['a port out of range', { cluster: '{server: "https://k:99999"}' }, /not a URL/],
    ['an empty cluster', { cluster: '{}' }, /no server address/],
    ['a cluster that is text', { cluster: 'text' }, /not a mapping/],
    ['a cluster that is a list', { cluster: '[a]' }, /not a mapping/],
    ['CA data that is no base64', { cluster: '{server: "https://k", certificate-authority-data: "%%%"}' }, /not base64/],
    [
      'a missing CA file',
      { cluster: '{server: "https://k", certificate-authority: nowhere/ca.crt}' },
      /certificate-authority .*does not exist/,
    ],
    ['a CA file that never ends', { cluster: '{server: "https://k", certificate-authority: /dev/zero}' }, /not a regular file/],
    [
      'a CA file that waits for typing',
      { cluster: '{server: "https://k", certificate-authority: /dev/tty}' },
      /not a regular file|cannot be read|permission/,
    ],
    [
      'a CA file out of the folder',
      { cluster: '{server: "https://k", certificate-authority: ../../../../../../dev/random}' },
      /not a regular file/,
    ],
    ['a CA that is a folder', { cluster: '{server: "https://k", certificate-authority: /tmp}' }, /is a folder/],
    ['a CA path with NUL', { cluster: '{server: "https://k", certificate-authority: "a\\0b"}' }, /cannot be read/],
    ['a CA path of 5,000 characters', { cluster: `{server: "https://k", certificate-authority: ${text500}}` }, /cannot be read/],
    ['a server name that is a header', { cluster: '{server: "https://k", tls-server-name: "a\\r\\nX: y"}' }, /not a host name/],
    ['a server name with a slash', { cluster: '{server: "https://k", tls-server-name: "a/b"}' }, /not a host name/],
    ['a certificate without key', { user: '{client-certificate-data: eA==}' }, /no client-key/],
    ['a key without certificate', { user: '{client-key-data: eA==}' }, /no client certificate/],
    [
      'certificate data that is no base64',
      { user: '{client-certificate-data: "***", client-key-data: eA==}' },
      /client-certificate-data is not base64/,
    ],
    [
      'certificate data that is no certificate',
      { user: '{client-certificate-data: eA==, client-key-data: eA==}' },
      /certificate cannot be read/,
    ],
    ['a missing certificate file', { user: '{client-certificate: a.crt, client-key: a.key}' }, /client-certificate .*does not exist/],
    ['a token file that never ends', { user: '{tokenFile: /dev/urandom}' }, /not a regular file/],
    ['a missing token file', { user: '{tokenFile: nowhere}' }, /tokenFile .*does not exist/],
    ['a token that is a map', { user: '{token: {a: b}}' }, /token has an unexpected form/],
    ['a user that is text', { user: 'text' }, /not a mapping/],
    ['groups that are text', { user: '{as: a, as-groups: text}' }, /as-groups has an unexpected form/],
    ['an exec that is text', { user: '{exec: rm}' }, /exec has an unexpected form/],
    ['an exec without command', { user: '{exec: {args: [a]}}' }, /names no command/],
    ['an exec with arguments as text', { user: '{exec: {command: a, args: "-rf /"}}' }, /exec: args has an unexpected form/],
    ['an exec with nested arguments', { user: '{exec: {command: a, args: [[b]]}}' }, /exec: args/],
    ['an exec with env as a map', { user: '{exec: {command: a, env: {A: b}}}' }, /exec: env/],
    ['an exec with env without names', { user: '{exec: {command: a, env: [{value: b}]}}' }, /without name/],
    ['an exec with env of lists', { user: '{exec: {command: a, env: [{name: A, value: [b]}]}}' }, /without name, or with a value/],
    ['an auth provider without name', { user: '{auth-provider: {config: {}}}' }, /auth-provider has no name/],
    ['a context that is text', { context: 'text' }, /not a mapping/],
    ['a context without cluster', { context: '{user: u}' }, /names no cluster/],
    ['a context with an unknown cluster', { context: '{cluster: nope, user: u}' }, /cluster nope, which/],
    ['a context with an unknown user', { context: '{cluster: k, user: nope}' }, /user nope, which/],
    ['a cluster that is a list in the context', { context: '{cluster: [k], user: u}' }, /cluster has an unexpected form/],
  ]

  it.each(attacks)('with %s says so, and disturbs no other context', async (_name, change, message) => {
    const { c, other, fine } = await contexts(kubeconfig(change))
    expect(c?.blocking?.message).toMatch(message)
    expect(c?.blocking).toMatchObject({ where: expect.stringContaining(file), todo: expect.stringMatching(/\w/) })
    expect(other?.blocking?.message).toContain('k2')
    expect(fine).toMatchObject({ blocking: null, errors: [], server: 'https://fine:6443' })
  })

  it.each([
    ['', /is empty/],
    ['# only a comment\n', /is empty/],
    ['just text', /not a YAML mapping/],
    ['[1, 2]', /not a YAML mapping/],
    ['a: b', /no contexts, clusters or users/],
    ['kind: Pod\ncontexts: []', /holds a Pod/],
    ['kind: Config\ncontexts: []\n', /has no contexts/],
    ['kind: Config\ncontexts:\n', /has no contexts/],
    ['contexts: text', /contexts is not a list/],
    ['contexts: {a: b}', /contexts is not a list/],
    ['contexts: [text]', /Entry 1 of contexts has no name/],
    ['contexts: [{context: {}}]', /Entry 1 of contexts has no name/],
    ['contexts: [{name: "", context: {}}]', /Entry 1 of contexts has no name/],
    ['contexts: [{name: [a]}]', /Entry 1 of contexts has no name/],
    ['contexts:\n- name: a\n  name: b\n', /"name" is there twice at line 3, column 3/],
    ['contexts:\n- name: a\n context: b\n', /line \d+, column \d+/],
    ['contexts: [{name: a}, {name: a}]', /a is there twice; the first one counts/],
    ['{"contexts": [', /line 1/],
    ['contexts: *x', /alias/i],
    ['contexts: &x [*x]', /inside of what it stands for/],
    ['\u0000\u0001\u0002', /not a kubeconfig/],
    ['<html><body>404</body></html>', /not a YAML mapping|not a kubeconfig/],
    ['contexts: !!js/function "x"', /not a list/],
    ['a: &a\n  b: &b\n    contexts: *a', /inside|no contexts/],
  ])('with the text %j says what is wrong', (text, message) => {
    const parsed = parseKubeconfig(file, text)
    expect(parsed.errors.map((error) => error.message).join(' ')).toMatch(message)
    for (const error of parsed.errors)
      expect(error).toMatchObject({ code: 'bad-input', where: expect.stringContaining(file), todo: expect.stringMatching(/\w/) })
  })

  it('shows hostile names without their control characters', async () => {
    const all = await contexts('contexts:\n- name: "a\\u001b[31m\\u202e\\n"\n  context: {cluster: "x\\u001b]0;y\\u0007", user: ""}\n')
    const [entry] = Object.values(all)
    expect(JSON.stringify(entry?.errors)).not.toMatch(/[\u0000-\u001f\u202e]|\\u001b/)
  })

  it('takes names like __proto__ and constructor for names', async () => {
    const all = await contexts(
      'clusters: [{name: __proto__, cluster: {server: "https://a"}}]\nusers: [{name: constructor, user: {}}]\ncontexts: [{name: toString, context: {cluster: __proto__, user: constructor}}, {name: x, context: {cluster: constructor, user: __proto__}}]',
    )
    expect(all['toString']).toMatchObject({ server: 'https://a', blocking: null })
    expect(all['x']?.blocking?.message).toContain('cluster constructor')
  })

  it('reads JSON, Windows line ends and a byte order mark', async () => {
    const json = JSON.stringify({
      clusters: [{ name: 'k', cluster: { server: 'https://k' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    })
    expect((await contexts(json))['c']?.blocking).toBeNull()
    expect((await contexts(`\ufeff${kubeconfig().replaceAll('\n', '\r\n')}`))['c']?.blocking).toBeNull()
  })
})
