import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TestAuthority } from '../../tests/support/certificates.ts'
import { ApiFailure } from './apiClient.ts'
import { Credentials } from './credentials.ts'
import { contextsOf } from './kubeconfigContexts.ts'
import { parseKubeconfig } from './kubeconfigFile.ts'
import { LocalFacts } from './localFacts.ts'
import { LoginPath } from './loginPath.ts'

let folder: string
let authority: TestAuthority
const live: Credentials[] = []
const signal = new AbortController().signal

beforeAll(() => {
  authority = new TestAuthority()
}, 30_000)
afterAll(() => authority.dispose())
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-credentials-'))
})
afterEach(() => {
  for (const credentials of live.splice(0)) credentials.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Credentials of a user entry, written as YAML flow. `allow`: what the person says to exec plugins. */
function credentials(
  user: string,
  options: { allow?: boolean | null; asked?: string[]; searchPath?: string; execDeadline?: number } = {},
): Credentials {
  const text = `clusters: [{name: k, cluster: {server: "https://k:6443"}}]\nusers: [{name: u, user: ${user}}]\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n`
  const [context] = contextsOf(parseKubeconfig(path.join(folder, 'config'), text), [], new LocalFacts())
  if (!context) throw new Error('no context')
  const consent = (hash: string) => {
    options.asked?.push(hash)
    return options.allow === undefined ? true : options.allow
  }
  const created = new Credentials(context, {
    consents: { consent },
    loginPath: new LoginPath({ PATH: options.searchPath ?? process.env['PATH'] }),
    ...(options.execDeadline === undefined ? {} : { execDeadline: options.execDeadline }),
  })
  live.push(created)
  return created
}

function script(name: string, body: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const jwt = (exp: number, name = 'x') =>
  `${base64('{"alg":"none"}')}.${Buffer.from(JSON.stringify({ exp, name })).toString('base64url')}.sig`
const answer = (token: string, expires?: string) =>
  JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token, ...(expires ? { expirationTimestamp: expires } : {}) },
  })

async function failure(promise: Promise<unknown>): Promise<ApiFailure['error']> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiFailure)
  const whole = JSON.stringify(error) + String((error as Error).stack) + String((error as Error).cause)
  expect(whole).not.toContain('c4n4ry')
  return (error as ApiFailure).error
}

describe('static credentials', () => {
  it('are tokens, names with passwords, and certificates', async () => {
    const pair = authority.issue('anna')
    expect((await credentials('{token: abc}').get(signal)).headers).toEqual({ authorization: 'Bearer abc' })
    expect((await credentials('{username: anna, password: "p:w"}').get(signal)).headers).toEqual({
      authorization: `Basic ${base64('anna:p:w')}`,
    })
    expect((await credentials('{username: anna, password: p, token: abc}').get(signal)).headers).toEqual({ authorization: 'Bearer abc' })
    const { headers, tls } = await credentials(`{client-certificate-data: ${base64(pair.cert)}, client-key-data: ${base64(pair.key)}}`).get(
      signal,
    )
    expect([headers, tls.cert, tls.key, tls.rejectUnauthorized]).toEqual([{}, pair.cert, pair.key, true])
    writeFileSync(path.join(folder, 'a.crt'), pair.cert)
    writeFileSync(path.join(folder, 'a.key'), pair.key)
    // Without facts of files, as when a file appears later.
    expect((await credentials('{client-certificate: a.crt, client-key: a.key}').get(signal)).tls.cert).toBe(pair.cert)
  })

  it('may act as somebody else', async () => {
    expect(
      (await credentials('{token: t, as: bob, as-uid: "7", as-groups: [a, b], as-user-extra: {"Scope/x": [v]}}').get(signal)).headers,
    ).toEqual({
      authorization: 'Bearer t',
      'impersonate-user': 'bob',
      'impersonate-uid': '7',
      'impersonate-group': ['a', 'b'],
      'impersonate-extra-scope%2fx': ['v'],
    })
  })

  it('are read again from a token file when the server says 401', async () => {
    writeFileSync(path.join(folder, 'token'), 'one\n')
    const held = credentials('{tokenFile: token, token: ignored}')
    const first = await held.get(signal)
    expect(first.headers).toEqual({ authorization: 'Bearer one' })
    expect(await held.renew(first, signal)).toBeNull() // the same: asking again would not help
    writeFileSync(path.join(folder, 'token'), 'two\n')
    expect((await held.renew(first, signal))?.headers).toEqual({ authorization: 'Bearer two' })
    expect((await held.get(signal)).headers).toEqual({ authorization: 'Bearer two' })
  })

  it.each([
    [
      'an expired certificate',
      () =>
        ((pair) => `{client-certificate-data: ${base64(pair.cert)}, client-key-data: ${base64(pair.key)}}`)(
          authority.issue('old', { days: -1 }),
        ),
      /client certificate expired on \d{4}-\d\d-\d\d/,
    ],
    [
      'a key that is no PEM',
      () => `{client-certificate-data: ${base64(authority.issue('a').cert)}, client-key-data: ${base64('c4n4ry')}}`,
      /client-key-data is not PEM/,
    ],
    ['a token with a line end', () => '{token: "c4n4ry\\nX: y"}', /characters that a header cannot carry/],
    ['a missing token file', () => '{tokenFile: nowhere}', /tokenFile .*nowhere does not exist/],
    ['an empty token file', () => (writeFileSync(path.join(folder, 'e'), ' \n'), '{tokenFile: e}'), /is empty/],
    [
      'a key file that never ends',
      () => `{client-certificate-data: ${base64(authority.issue('a').cert)}, client-key: /dev/zero}`,
      /not a regular file/,
    ],
    [
      'a removed auth provider',
      () => '{auth-provider: {name: gcp, config: {cmd-path: /bin/touch, cmd-args: x}}}',
      /no longer part of Kubernetes/,
    ],
    ['an unknown auth provider', () => '{auth-provider: {name: exec, config: {exec: {command: touch}}}}', /no longer part of Kubernetes/],
    ['OIDC without a token', () => '{auth-provider: {name: oidc, config: {client-id: x}}}', /no id-token yet/],
    ['OIDC with something else as token', () => '{auth-provider: {name: oidc, config: {id-token: c4n4ry}}}', /id-token .* is not a token/],
    [
      'OIDC with an expired token and no way to renew it',
      () => `{auth-provider: {name: oidc, config: {id-token: ${jwt(1)}}}}`,
      /expired and cannot be renewed/,
    ],
    [
      'OIDC with an issuer that cannot be reached',
      () =>
        `{auth-provider: {name: oidc, config: {id-token: ${jwt(1)}, refresh-token: c4n4ry, client-id: x, idp-issuer-url: "https://127.0.0.1:1"}}}`,
      /provider did not renew/,
    ],
    [
      'OIDC with an issuer without TLS',
      () => `{auth-provider: {name: oidc, config: {id-token: ${jwt(1)}, idp-issuer-url: "http://x"}}}`,
      /not an https address/,
    ],
  ])('with %s say so', async (_name, user, message) => {
    expect(await failure(credentials(user()).get(signal))).toMatchObject({
      message: expect.stringMatching(message),
      where: expect.stringContaining(folder),
      todo: expect.stringMatching(/\w/),
    })
  })

  it('of OIDC are used while they last, and start no program that their configuration names', async () => {
    const mark = path.join(folder, 'ran')
    const token = jwt(Date.now() / 1000 + 600)
    const { headers, expiresAt } = await credentials(
      `{auth-provider: {name: oidc, config: {id-token: ${token}, exec: "touch ${mark}", cmd-path: /bin/touch, tokenFile: /etc/passwd}}}`,
    ).get(signal)
    expect(headers).toEqual({ authorization: `Bearer ${token}` })
    expect(expiresAt).toBeGreaterThan(Date.now())
    expect(existsSync(mark)).toBe(false)
  })
})

describe('exec plugins', () => {
  const user = (command: string, more = '') => `{exec: {apiVersion: client.authentication.k8s.io/v1, command: "${command}"${more}}}`

  it.each([null, false])('never run without a yes (answer %s)', async (allow) => {
    const command = script('plugin', `touch ${folder}/ran; echo '${answer('x')}'`)
    const held = credentials(user(command, ', args: [get-token], env: [{name: A, value: c4n4ry}]'), { allow })
    expect((await failure(held.get(signal))).code).toBe('needs-consent')
    expect((await failure(held.get(signal))).code).toBe('needs-consent')
    expect(existsSync(path.join(folder, 'ran'))).toBe(false)
    // after a no as well: it can be thought over
    expect(held.pendingConsent).toEqual({ file: path.join(folder, 'config'), command, args: ['get-token'], env: ['A'], installHint: null })
    expect(held.consentHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('run after a yes, with their arguments, environment and cluster, and without a shell', async () => {
    const command = script(
      'plugin',
      `printf '%s|' "$@" > ${folder}/seen; printf '%s' "$A" >> ${folder}/seen; printf '%s' "$KUBERNETES_EXEC_INFO" > ${folder}/info; echo '${answer('abc')}'`,
    )
    const held = credentials(
      user(command, ', args: ["a b", "$(touch x)", "; touch y"], env: [{name: A, value: v}], provideClusterInfo: true'),
    )
    expect((await held.get(signal)).headers).toEqual({ authorization: 'Bearer abc' })
    expect(readFileSync(path.join(folder, 'seen'), 'utf8')).toBe('a b|$(touch x)|; touch y|v')
    expect(JSON.parse(readFileSync(path.join(folder, 'info'), 'utf8'))).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://k:6443' } },
    })
  })

  it('are asked for again when file, command, arguments or environment differ', async () => {
    const one = script('one', 'exit 1')
    script('two', 'exit 1')
    const asked: string[] = []
    for (const more of ['', ', args: [a]', ', args: [b]', ', env: [{name: A, value: "1"}]', ', env: [{name: A, value: "2"}]'])
      await failure(credentials(user(one, more), { allow: null, asked }).get(signal))
    await failure(credentials(user(one.replace('one', 'two')), { allow: null, asked }).get(signal))
    expect(new Set(asked).size).toBe(6)
    await failure(credentials(user(one), { allow: null, asked }).get(signal))
    expect(new Set(asked).size).toBe(6)
  })

  it('are found in the search path, and relative to the kubeconfig, but not in the current folder', async () => {
    script('plugin', `echo '${answer('abc')}'`)
    expect((await credentials(user('plugin'), { searchPath: `.:relative:/nowhere:${folder}:/bin:/usr/bin` }).get(signal)).headers).toEqual({
      authorization: 'Bearer abc',
    })
    expect((await credentials(user('./plugin')).get(signal)).headers).toEqual({ authorization: 'Bearer abc' })
    const before = process.cwd()
    process.chdir(folder)
    try {
      expect(
        await failure(
          credentials(user('plugin', ', installHint: "brew install \\u001b[31mplugin"'), { searchPath: '.::/bin' }).get(signal),
        ),
      ).toMatchObject({
        code: 'unauthorized',
        message: 'The exec plugin plugin is not installed, or not in the search path.',
        todo: 'Install it. The kubeconfig says: brew install  [31mplugin',
      })
    } finally {
      process.chdir(before)
    }
  })

  it('run once for requests that come together, and again only when their answer ends or is refused', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    const command = script(
      'plugin',
      `echo x >> ${folder}/count; n=$(wc -l < ${folder}/count | tr -d ' '); echo '{"kind":"ExecCredential","status":{"token":"t'$n'","expirationTimestamp":"${expires}"}}'`,
    )
    const held = credentials(user(command))
    const all = await Promise.all(Array.from({ length: 20 }, () => held.get(signal)))
    expect(new Set(all.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer t1']))
    const renewed = await Promise.all(all.map((used) => held.renew(used, signal)))
    expect(new Set(renewed.map((credential) => credential?.headers['authorization']))).toEqual(new Set(['Bearer t2']))
    const short = credentials(
      user(script('short', `echo x >> ${folder}/shorts; echo '${answer('s', new Date(Date.now() + 5_000).toISOString())}'`)),
    )
    await short.get(signal)
    await short.get(signal)
    expect(readFileSync(path.join(folder, 'shorts'), 'utf8')).toBe('x\nx\n') // renewed 10 s before the end
  })

  it.each([
    ['fails', 'echo c4n4ry; echo c4n4ry >&2; exit 3', /failed \(exit code 3\)/],
    ['prints something else', 'echo c4n4ry', /did not print an ExecCredential/],
    ['prints another object', 'echo \'{"kind":"Secret","data":"c4n4ry"}\'', /did not print an ExecCredential/],
    ['prints no credential', 'echo \'{"kind":"ExecCredential","status":{}}\'', /gave neither a token nor/],
    ['prints without end', 'yes c4n4ry', /printed more than 1 MB/],
    ['hangs, with a child', 'sleep 600 & echo $! > child; wait', /did not answer within 1 s/],
    ['kills itself', 'kill -9 $$', /ended by SIGKILL/],
  ])('that %s are told apart, and nothing of what they print is shown', async (_name, body, message) => {
    const command = script('plugin', `cd ${folder}; ${body}`)
    expect(await failure(credentials(user(command, ', args: [c4n4ry]'), { execDeadline: 1_000 }).get(signal))).toMatchObject({
      code: 'unauthorized',
      message: expect.stringMatching(message),
    })
    const child = path.join(folder, 'child')
    if (existsSync(child)) await expect.poll(() => alive(Number(readFileSync(child, 'utf8')))).toBe(false)
  })

  it.each(['LD_PRELOAD', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'BASH_ENV', 'PATH', 'PYTHONPATH', 'ld_library_path'])(
    'that want %s set are refused, consent or not',
    async (name) => {
      const command = script('plugin', `touch ${folder}/ran`)
      expect(await failure(credentials(user(command, `, env: [{name: ${name}, value: c4n4ry}]`)).get(signal))).toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(name),
      })
      expect(existsSync(path.join(folder, 'ran'))).toBe(false)
    },
  )

  it.each([
    ['a folder', () => folder],
    ['a file that may not be executed', () => (writeFileSync(path.join(folder, 'f'), ''), path.join(folder, 'f'))],
    ['a file that is not there', () => '/nowhere/plugin'],
    ['a command line', () => '/bin/sh -c true'],
    ['a path with NUL', () => '/bin/true\\0x'],
    ['a name with a line end', () => 'a\\nb'],
  ])('that are %s are refused', async (_name, command) => {
    expect((await failure(credentials(user(command())).get(signal))).message).toMatch(/not installed|control characters/)
  })

  it('that give the same again after a 401 are not asked at once once more', async () => {
    const held = credentials(user(script('plugin', `echo x >> ${folder}/count; echo '${answer('same')}'`)))
    const used = await held.get(signal)
    expect(await Promise.all(Array.from({ length: 20 }, () => held.renew(used, signal)))).toEqual(Array(20).fill(null))
    expect(await held.renew(used, signal)).toBeNull()
    expect(readFileSync(path.join(folder, 'count'), 'utf8')).toBe('x\nx\n')
  })

  it('that need a terminal say so', async () => {
    expect((await failure(credentials(user('/bin/true', ', interactiveMode: Always')).get(signal))).message).toContain('wants a terminal')
  })

  it('give client certificates', async () => {
    const pair = authority.issue('exec')
    const file = path.join(folder, 'answer.json')
    writeFileSync(file, JSON.stringify({ kind: 'ExecCredential', status: { clientCertificateData: pair.cert, clientKeyData: pair.key } }))
    expect((await credentials(user('cat', `, args: ["${file}"]`)).get(signal)).tls).toMatchObject(pair)
  })
})

describe('the login path', () => {
  it('comes from the login shell, whatever its start files print', async () => {
    const shell = script('shell', 'echo hello; printf "no newline"; PATH=/opt/tools:$PATH; shift; eval "$1"')
    expect((await new LoginPath({ SHELL: shell, PATH: '/usr/bin:/bin' }).get()).split(':')).toEqual(['/opt/tools', '/usr/bin', '/bin'])
  })

  it('is the own path when the shell is slow, broken or none', async () => {
    for (const shell of [script('slow', 'sleep 600'), script('bad', 'exit 1'), '/nowhere/sh', 'relative/sh']) {
      expect(await new LoginPath({ SHELL: shell, PATH: '/bin:/usr/bin' }, 300).get()).toBe('/bin:/usr/bin')
    }
  })
})

function alive(pid: number): boolean {
  try {
    // A killed child may wait as a zombie for the system to take it.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
