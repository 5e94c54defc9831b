import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { TopologyGraph } from '../../engine/contract/index.ts'
import { kubilitics, readTable } from '../support/commandLine.ts'
import { FakeCluster } from '../support/fakeCluster.ts'

let fake: FakeCluster
let live: string[]
let snapshot: string
let folder: string
const file = (name: string, text: string | Buffer): string => {
  const whole = path.join(folder, name)
  writeFileSync(whole, text)
  return whole
}

const hostile = '\u001b[31mred\u001b]8;;http://evil\u0007link\u202Egnp.exe\u0000'
const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop, uid: d-1, labels: { app: web } }
spec: { replicas: 2, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: web:1, envFrom: [{ configMapRef: { name: settings } }] }] } } }
---
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Service, metadata: { name: web, namespace: shop }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
- { apiVersion: v1, kind: Secret, metadata: { name: key, namespace: shop }, data: { password: Y2FuYXJ5LTcxMQ== } }
`

beforeAll(async () => {
  fake = await FakeCluster.start({ pods: 30, others: 60 })
  fake.server.put('', 'configmaps', {
    metadata: { name: 'hostile', namespace: 'team-0', labels: { note: 'x' } },
    data: { [hostile]: hostile },
  })
  fake.server.put('', 'events', {
    metadata: { name: 'hostile', namespace: 'team-0' },
    involvedObject: { kind: 'Pod', name: 'x', namespace: 'team-0' },
    reason: hostile,
    message: hostile,
    type: 'Warning',
  })
  folder = fake.folder
  live = ['--kubeconfig', fake.kubeconfig()]
  snapshot = path.join(folder, 'live.kubilitics')
  mkdirSync(path.join(folder, 'manifests/more'), { recursive: true })
  writeFileSync(path.join(folder, 'manifests/shop.yaml'), manifests)
  writeFileSync(
    path.join(folder, 'manifests/more/settings.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { a: 'b' } }),
  )
  writeFileSync(path.join(folder, 'manifests/README.md'), 'not a manifest')
  const saved = await kubilitics(['snapshot', 'save', snapshot, ...live])
  expect(saved).toMatchObject({ code: 0, stderr: '' })
})
afterAll(() => fake.stop())

describe('clusters', () => {
  it('lists the contexts of a kubeconfig, and connects to none', async () => {
    const requests = fake.server.seen.length
    const [table, names, json] = await Promise.all([
      kubilitics(['clusters', ...live]),
      kubilitics(['clusters', '-o', 'name', ...live]),
      kubilitics(['clusters', '-o', 'json', ...live]),
    ])
    expect(readTable(table.stdout)).toMatchObject([{ NAME: 'fake', SERVER: fake.server.url, USER: 'fake', PROBLEM: '-' }])
    expect(names).toEqual({ code: 0, stdout: 'fake\n', stderr: '' })
    expect(JSON.parse(json.stdout)).toMatchObject([{ name: 'fake', server: fake.server.url }])
    expect(fake.server.seen.length).toBe(requests)
    for (const run of [table, names, json]) expect(run.stdout + run.stderr).not.toMatch(/PRIVATE KEY|client-key/)
  })

  it('says what is wrong where there is none, and what to do', async () => {
    const [none, broken] = await Promise.all([
      kubilitics(['clusters']),
      kubilitics(['clusters', '--kubeconfig', file('broken.yaml', 'contexts: [ no: YAML')]),
    ])
    expect(none).toMatchObject({
      code: 3,
      stdout: expect.not.stringContaining('fake') as string,
      stderr: expect.stringContaining('--kubeconfig') as string,
    })
    expect(broken.code).toBe(3)
    expect(broken.stderr).toContain('broken.yaml')
  })
})

describe('kinds', () => {
  it('of a live cluster and of its snapshot are the same, with their counts', async () => {
    const [fromLive, fromSnapshot] = await Promise.all([kubilitics(['kinds', ...live]), kubilitics(['kinds', '--snapshot', snapshot])])
    const counts = Object.fromEntries(readTable(fromLive.stdout).map((row) => [row['KIND'], Number(row['OBJECTS'])]))
    expect(counts).toEqual(Object.fromEntries(fake.counts()))
    expect(Object.fromEntries(readTable(fromSnapshot.stdout).map((row) => [row['KIND'], Number(row['OBJECTS'])]))).toEqual(counts)
    expect([fromLive.code, fromSnapshot.code]).toEqual([0, 0])
  })
})

describe('get', () => {
  it('writes the same objects of a live cluster and of its snapshot, in every form', async () => {
    const words = ['po', 'pods', 'Pod', 'core/pod']
    const runs = await Promise.all([
      ...words.map((word) => kubilitics(['get', word, '-A', '-o', 'name', ...live])),
      kubilitics(['get', 'po', '-A', '-o', 'name', '--snapshot', snapshot]),
    ])
    const ids = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])]
      .map((pod) => `core/Pod/${pod.namespace}/${pod.name}`)
      .sort()
    for (const run of runs) expect(run).toEqual({ code: 0, stderr: '', stdout: ids.map((id) => `${id}\n`).join('') })

    const [json, yaml, table, wide] = await Promise.all(
      ['json', 'yaml', 'table', 'wide'].map((form) => kubilitics(['get', 'deploy', '-A', '-o', form, ...live])),
    )
    const list = JSON.parse(json?.stdout ?? '') as { kind: string; items: { metadata: { name: string } }[] }
    expect(list).toMatchObject({ kind: 'List', apiVersion: 'v1' })
    const names = list.items.map((item) => item.metadata.name)
    expect(names).toEqual(['app-0', 'app-1', 'app-2'])
    expect(
      parseAllDocuments(yaml?.stdout ?? '').map((document) => (document.toJS() as { metadata: { name: string } }).metadata.name),
    ).toEqual(names)
    expect(readTable(table?.stdout ?? '').map((row) => [row['NAMESPACE'], row['NAME'], row['READY']])).toEqual(
      names.map((name) => ['team-0', name, '10/10']),
    )
    expect(Object.keys(readTable(wide?.stdout ?? '')[0] ?? {}).length).toBeGreaterThan(
      Object.keys(readTable(table?.stdout ?? '')[0] ?? {}).length,
    )
  })

  it('of one object gives that one; of one that is not there, 3', async () => {
    const [one, none, noKind, nowhere] = await Promise.all([
      kubilitics(['get', 'deploy', 'app-1', '-n', 'team-0', '-o', 'yaml', ...live]),
      kubilitics(['get', 'deploy', 'nope', '-A', ...live]),
      kubilitics(['get', 'gizmos', '-A', ...live]),
      kubilitics(['get', 'po', ...live]),
    ])
    expect(parse(one.stdout)).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app-1' } })
    expect(none).toMatchObject({ code: 3, stdout: '' })
    // it was looked for everywhere: there is nothing else to try
    expect(none.stderr).toBe('kubilitics: There is no Deployment "nope".\n')
    expect((await kubilitics(['get', 'deploy.apps', 'app-1', '-A', '-o', 'name', ...live])).stdout).toBe('apps/Deployment/team-0/app-1\n')
    expect(noKind).toMatchObject({ code: 3, stdout: '' })
    expect(noKind.stderr).toContain('kubilitics kinds')
    // without -n and -A the context's own namespace, where nothing is
    expect(nowhere).toMatchObject({ code: 0, stdout: '', stderr: 'There are no po in default.\n' })
  })

  it('asks only for the namespaces that are wanted, so that narrow rights are enough', async () => {
    fake.server.access.grant('narrow', { verbs: ['get', 'list'], groups: [''], resources: ['pods'], namespaces: ['team-0'] })
    const narrow = file('narrow.yaml', fake.server.kubeconfig('narrow'))
    const home = file(
      'home.yaml',
      JSON.stringify({
        ...(parse(readFileSync(narrow, 'utf8')) as object),
        contexts: [{ name: 'fake-narrow', context: { cluster: 'fake', user: 'narrow', namespace: 'team-0' } }],
      }),
    )
    const [inOne, own, all] = await Promise.all([
      kubilitics(['get', 'po', '-n', 'team-0', '-o', 'name', '--kubeconfig', narrow]),
      kubilitics(['get', 'po', '-o', 'name', '--kubeconfig', home]),
      kubilitics(['get', 'po', '-A', '--kubeconfig', narrow]),
    ])
    expect(inOne.stdout.split('\n')).toHaveLength(31)
    expect(own).toEqual(inOne)
    expect(all).toMatchObject({ code: 4, stdout: '' })
    expect(all.stderr).toContain('cannot list')
  })

  it('gives nothing of a Secret away', async () => {
    const runs = await Promise.all(
      ['json', 'yaml', 'table'].flatMap((form) => [
        kubilitics(['get', 'secrets', '-A', '-o', form, ...live]),
        kubilitics(['get', 'secrets', '-A', '-o', form, '--from', path.join(folder, 'manifests')]),
      ]),
    )
    for (const run of runs) {
      expect(run.code).toBe(0)
      expect(run.stdout).not.toMatch(/c2VjcmV0LWNhbmFyeQ|Y2FuYXJ5|canary/)
    }
    expect(runs[0]?.stdout).toContain('key-0')
  })

  it('never hands control characters of a cluster to the terminal', async () => {
    const runs = await Promise.all([
      kubilitics(['get', 'events', '-A', ...live]),
      kubilitics(['get', 'events', '-A', '-o', 'wide', ...live]),
      kubilitics(['get', 'cm', '-A', ...live]),
      kubilitics(['get', 'cm', 'hostile', '-n', 'team-0', '-o', 'yaml', ...live]),
      kubilitics(['get', 'cm', hostile.replaceAll('\0', ''), ...live]),
      kubilitics(['get', hostile.replaceAll('\0', ''), ...live]),
      kubilitics([
        'clusters',
        '--kubeconfig',
        file('hostile.yaml', JSON.stringify({ contexts: [{ name: hostile, context: { cluster: 'c', user: 'u' } }] })),
      ]),
      kubilitics([
        'get',
        'cm',
        '-A',
        '--from',
        file('hostile-object.yaml', JSON.stringify({ apiVersion: 'v1', kind: hostile, metadata: { name: hostile } })),
      ]),
      kubilitics(['kinds', '--from', path.join(folder, 'hostile-object.yaml')]),
      kubilitics(['kinds', '-o', 'name', '--from', path.join(folder, 'hostile-object.yaml')]),
    ])
    for (const [at, run] of runs.entries())
      expect(`${at} ${run.stdout}${run.stderr}`).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  })
})

describe('graph', () => {
  it('of the same source gives the same bytes, as JSON and as SVG', async () => {
    const sources = [
      ['--from', path.join(folder, 'manifests')],
      ['--snapshot', snapshot],
    ]
    for (const source of sources) {
      for (const form of ['json', 'svg']) {
        const [first, second] = await Promise.all([
          kubilitics(['graph', '--format', form, ...source]),
          kubilitics(['graph', '--format', form, ...source]),
        ])
        expect(first).toEqual(second)
        expect(first.code).toBe(0)
        expect(first.stdout.startsWith(form === 'json' ? '{' : '<svg')).toBe(true)
      }
    }
  })

  it('is the topology contract: what selects, uses and lacks what, with the field that says so', async () => {
    const run = await kubilitics(['graph', '--from', path.join(folder, 'manifests')])
    const graph = JSON.parse(run.stdout) as TopologyGraph
    expect(graph.nodes.map((node) => node.id)).toEqual(
      expect.arrayContaining(['apps/Deployment/shop/web', 'core/Service/shop/web', 'core/ConfigMap/shop/settings', 'core/Secret/shop/key']),
    )
    const edge = graph.edges.find((each) => each.source === 'apps/Deployment/shop/web' && each.target === 'core/ConfigMap/shop/settings')
    expect(edge).toMatchObject({ category: 'configuration', state: 'ok', evidence: [{ value: 'settings' }] })
    expect(graph.metadata).toMatchObject({ generatedAt: null, nodeCount: graph.nodes.length, edgeCount: graph.edges.length })
    const near = JSON.parse(
      (await kubilitics(['graph', 'core/ConfigMap/shop/settings', '--steps', '1', '--from', path.join(folder, 'manifests')])).stdout,
    ) as TopologyGraph
    expect(near.nodes.map((node) => node.id).sort()).toEqual(['apps/Deployment/shop/web', 'core/ConfigMap/shop/settings'])
  })

  it('of an object that is not there is 3, of an id that is none 2', async () => {
    const [absent, bad] = await Promise.all([
      kubilitics(['graph', 'core/Pod/shop/nope', '--from', path.join(folder, 'manifests')]),
      kubilitics(['graph', 'nope', '--from', path.join(folder, 'manifests')]),
    ])
    expect(absent).toMatchObject({ code: 3, stdout: '' })
    expect(bad).toMatchObject({ code: 2, stdout: '' })
  })

  it('has no characters in a picture that turn or hide text', async () => {
    const name = `p${hostile}`
    const pod = file(
      'hostile-pod.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec: { containers: [] } }),
    )
    const { code, stdout } = await kubilitics(['graph', '--format', 'svg', '-A', '--from', pod])
    expect(code).toBe(0)
    expect(stdout).toContain('gnp')
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/)
  })

  it.runIf(existsSync('/dev/full'))('that standard output does not take ends in 1, and says why', () => {
    const objects = file('one-pod.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' } }))
    const full = openSync('/dev/full', 'w')
    try {
      const run = spawnSync(process.execPath, ['engine/cli/main.ts', 'get', 'pods', '-A', '--from', objects], {
        stdio: ['ignore', full, 'pipe'],
        timeout: 50_000,
      })
      expect(run.stderr.toString()).toBe('kubilitics: Standard output could not be written (ENOSPC).\n  to do: Free some disk space.\n')
      expect(run.status).toBe(1)
    } finally {
      closeSync(full)
    }
  })

  it('goes to a file with --out, and leaves nothing half written', async () => {
    const out = path.join(folder, 'graph.svg')
    const [written, failed] = await Promise.all([
      kubilitics(['graph', '--format', 'svg', '--snapshot', snapshot, '--out', out]),
      kubilitics(['graph', '--snapshot', snapshot, '--out', path.join(folder, 'no/such/folder/graph.json')]),
    ])
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\s*$/)
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toContain('no/such/folder')
    expect(failed.stderr).not.toContain('    at ')
  })
})

describe('snapshot', () => {
  it('info says what is in it', async () => {
    const [text, json] = await Promise.all([
      kubilitics(['snapshot', 'info', snapshot]),
      kubilitics(['snapshot', 'info', snapshot, '-o', 'json']),
    ])
    const objects = [...fake.counts().values()].reduce((sum, count) => sum + count, 0)
    expect(text.stdout).toContain(`Objects:  ${objects}\n`)
    expect(JSON.parse(json.stdout)).toMatchObject({ objects, cluster: 'fake', version: 'v1.34.4', sample: false })
    expect(statSync(snapshot).mode & 0o077).toBe(0)
  })

  it('of a user who may see only a part is saved, says what is missing, and ends with 6', async () => {
    fake.server.access.grant('part', { verbs: ['get', 'list'], groups: [''], resources: ['pods', 'namespaces'] })
    const part = path.join(folder, 'part.kubilitics')
    const saved = await kubilitics(['snapshot', 'save', '--out', part, '--kubeconfig', file('part.yaml', fake.server.kubeconfig('part'))])
    expect(saved.code).toBe(6)
    expect(saved.stderr).toMatch(/core\/Secret: forbidden/)
    const [pods, secrets] = await Promise.all([
      kubilitics(['get', 'po', '-A', '-o', 'name', '--snapshot', part]),
      kubilitics(['get', 'secrets', '-A', '--snapshot', part]),
    ])
    expect(pods.stdout.split('\n')).toHaveLength(31)
    expect(secrets).toMatchObject({ code: 4, stdout: '' })
  })
})

describe('bad input', () => {
  it('in arguments is 2, with what is possible', async () => {
    const wrong = [
      ['fly'],
      ['get'],
      ['get', 'po', 'a', 'b'],
      ['get', 'po', '-o', 'xml'],
      ['graph', '--format', 'bmp'],
      ['graph', '--format', 'png', '--scale', '0'],
      ['graph', '--steps', '99'],
      ['kinds', '--from', 'a', '--snapshot', 'b'],
      ['get', 'po', '--timeout', 'soon'],
      ['get', 'po', '--no-such'],
      ['snapshot'],
      ['snapshot', 'save'],
      ['clusters', '--snapshot', snapshot],
    ]
    const runs = await Promise.all(wrong.map((args) => kubilitics(args)))
    expect(runs.map((run, at) => [wrong[at]?.join(' '), run.code, run.stdout])).toEqual(wrong.map((args) => [args.join(' '), 2, '']))
    for (const run of runs) expect(run.stderr).toMatch(/^kubilitics: .+\n/)
  })

  it('in files is named with its place, and never ends in a stack', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[at] ?? 'a'}`).join(',')}]`).join('\n')}\n`
    const damaged = path.join(folder, 'damaged.kubilitics')
    writeFileSync(damaged, readFileSync(snapshot))
    truncateSync(damaged, Math.floor(statSync(snapshot).size * 0.6))
    const scrambled = readFileSync(snapshot)
    scrambled.fill(0x5a, 5000, 20_000)
    const cases: [string, string[], number][] = [
      ['a YAML bomb', ['get', 'po', '-A', '--from', file('bomb.yaml', bomb)], 2],
      ['a YAML bomb as a kubeconfig', ['get', 'po', '--kubeconfig', file('bomb-config.yaml', bomb)], 2],
      ['binary', ['get', 'po', '--from', file('binary.yaml', Buffer.from([0, 255, 254, 1, 2, 3, 0, 0, 200]))], 2],
      ['no YAML', ['get', 'po', '--from', file('no.yaml', 'a: [b: c\n  d')], 2],
      ['a document that is no object', ['get', 'po', '--from', file('text.yaml', 'just text')], 2],
      ['an object without a name', ['get', 'po', '--from', file('nameless.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {}')], 2],
      [
        'an empty folder',
        ['get', 'po', '--from', mkdirSync(path.join(folder, 'empty'), { recursive: true }) ?? path.join(folder, 'empty')],
        2,
      ],
      ['no such file', ['get', 'po', '--from', path.join(folder, 'absent.yaml')], 3],
      ['no such snapshot', ['get', 'po', '--snapshot', path.join(folder, 'absent.kubilitics')], 3],
      ['a cut-off snapshot', ['get', 'po', '-A', '--snapshot', damaged], 2],
      ['a scrambled snapshot', ['get', 'po', '-A', '--snapshot', file('scrambled.kubilitics', scrambled)], 2],
      ['a text file as a snapshot', ['snapshot', 'info', file('text.kubilitics', 'SQLite format 3\0 but not really')], 2],
      ['an empty snapshot', ['snapshot', 'info', file('empty.kubilitics', '')], 2],
      ['no such context', ['get', 'po', '--context', 'nope', ...live], 3],
    ]
    const runs = await Promise.all(cases.map(([, args]) => kubilitics(args)))
    expect(runs.map((run, at) => [cases[at]?.[0], run.code, run.stdout])).toEqual(cases.map(([name, , code]) => [name, code, '']))
    for (const run of runs) {
      expect(run.stderr).toMatch(/^kubilitics: .+\n/)
      expect(run.stderr).not.toMatch(/\n {4}at /)
    }
  })
})

describe('a server', () => {
  it('that cannot be reached, refuses, or never answers ends in 5, 4 and 5', async () => {
    const gone = file('gone.yaml', fake.server.kubeconfig('admin', 1))
    const nobody = file('nobody.yaml', fake.server.kubeconfig('nobody'))
    const stranger = file(
      'stranger.yaml',
      JSON.stringify({
        'current-context': 's',
        contexts: [{ name: 's', context: { cluster: 'c', user: 'u' } }],
        clusters: [
          {
            name: 'c',
            cluster: { server: fake.server.url, 'certificate-authority-data': Buffer.from(fake.server.authority.ca).toString('base64') },
          },
        ],
        users: [{ name: 'u', user: { token: 'wrong-token-1234' } }],
      }),
    )
    const runs = await Promise.all([
      kubilitics(['get', 'po', '-A', '--kubeconfig', gone]),
      kubilitics(['get', 'po', '-A', '--kubeconfig', nobody]),
      kubilitics(['get', 'po', '-A', '--kubeconfig', stranger]),
    ])
    expect(runs.map((run) => [run.code, run.stdout])).toEqual([
      [5, ''],
      [4, ''],
      [4, ''],
    ])
    expect(runs[1]?.stderr).toContain('list')
    expect(runs[2]?.stderr).not.toContain('wrong-token')
    const disarm = fake.server.faults.arm({ when: ({ resource }) => resource === 'pods', times: Infinity, action: { type: 'hang' } })
    const hung = await kubilitics(['get', 'po', '-A', '--timeout', '1500ms', ...live])
    disarm()
    expect(hung).toMatchObject({ code: 5, stdout: '' })
    expect(hung.stderr).toContain('--timeout')
  })
})

describe('help and version', () => {
  it('go to standard output, and name every command', async () => {
    const [none, help, version] = await Promise.all([kubilitics([]), kubilitics(['get', '--help']), kubilitics(['--version'])])
    expect(none).toEqual(help)
    for (const command of ['clusters', 'kinds', 'get', 'graph', 'snapshot save', 'snapshot info'])
      expect(help.stdout).toContain(`kubilitics ${command}`)
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect([none.code, version.code, none.stderr]).toEqual([0, 0, ''])
  })
})
