import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ClusterSettings } from '../contract/index.ts'
import { Registry } from './registry.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-registry-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const id = 'ctx-0123456789ab'
const kubeconfig = 'contexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {server: "https://k"}}]\n'
const reopen = async () => (await Registry.open(folder)).registry

describe('the registry', () => {
  it('keeps what a person has set over a restart', async () => {
    const registry = await reopen()
    expect(registry.settings(id)).toEqual({
      alias: null,
      hue: registry.settings(id).hue,
      favourite: false,
      protected: false,
      group: null,
      namespaces: [],
      prometheus: null,
      grafana: null,
    })
    await registry.addSource('/a')
    await registry.configure(id, { alias: ' Production ', hue: 3, protected: true, namespaces: ['web', 'api', 'web'] })
    await registry.configure(id, { favourite: true })
    await registry.pinIdentity(id, { server: 'https://k', caHash: 'h', uid: 'u' })
    await registry.recordSeen(id, 5, 'v1.34.4')
    await registry.recordConsent('a'.repeat(64), { file: 'f', command: 'c', args: [], env: [], installHint: null }, false)
    const again = await reopen()
    expect(again.sources()).toEqual(['/a'])
    expect(again.settings(id)).toEqual({
      alias: 'Production',
      hue: 3,
      favourite: true,
      protected: true,
      group: null,
      namespaces: ['api', 'web'],
      prometheus: null,
      grafana: null,
    })
    expect(again.identity(id)).toEqual({ server: 'https://k', caHash: 'h', uid: 'u' })
    expect(again.lastSeen(id)).toEqual({ at: 5, version: 'v1.34.4' })
    expect([again.consent('a'.repeat(64)), again.consent('b'.repeat(64)), again.consent('constructor')]).toEqual([false, null, null])
    expect(statSync(path.join(folder, 'registry.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['registry.json'])
  })

  it('keeps where graphs come from, refuses what cannot be that, and lists answers to take them back', async () => {
    const registry = await reopen()
    const prometheus = { namespace: 'monitoring', service: 'prom', port: '9090', scheme: 'http', path: '/prometheus' } as const
    const grafana = { url: 'https://grafana.example.org/graphs', pod: '', workload: '/d/x?var={name}', node: '' }
    expect(await registry.configure(id, { prometheus, grafana })).toEqual({ ok: true, value: null })
    const refused: ClusterSettings[] = [
      { prometheus: { ...prometheus, namespace: '../secrets' } },
      { prometheus: { ...prometheus, service: 'a/b' } },
      { prometheus: { ...prometheus, port: '9090/proxy' } },
      { prometheus: { ...prometheus, path: '/a/../../api' } },
      { prometheus: { ...prometheus, path: '/a?b' } },
      { grafana: { ...grafana, url: 'javascript:alert(1)' } },
      { grafana: { ...grafana, url: 'https://user:pw@grafana' } },
      { grafana: { ...grafana, url: 'grafana.example.org' } },
      { grafana: { ...grafana, pod: 'd/x' } },
      { grafana: { ...grafana, pod: '/\\evil.example' } },
    ]
    for (const one of refused) {
      const answer = await registry.configure(id, one)
      expect(answer, JSON.stringify(one)).toMatchObject({ ok: false, error: { code: 'bad-input' } })
      expect(answer.ok ? '' : answer.error.todo).toMatch(/^It has to be /)
    }
    const again = await reopen()
    expect(again.settings(id)).toMatchObject({ prometheus, grafana })
    await again.configure(id, { prometheus: null })
    expect(again.settings(id).prometheus).toBeNull()
    await again.recordConsent('a'.repeat(64), { file: 'f', command: 'c', args: [], env: [], installHint: null }, true)
    expect(again.consents()).toEqual([{ id: 'a'.repeat(64), allow: true, file: 'f', command: 'c', at: expect.any(Number) }])
    await again.forgetConsent('a'.repeat(64))
    expect((await reopen()).consents()).toEqual([])
  })

  it('tells a few clusters apart by colour: whatever their names, no two of eight have the same, and they keep it', async () => {
    for (let round = 0; round < 50; round++) {
      const registry = new Registry(path.join(folder, String(round)), { version: 1, sources: [], clusters: {}, consents: {} })
      mkdirSync(path.join(folder, String(round)))
      const ids = Array.from({ length: 24 }, (_, index) => `ctx-${round}-${index}`)
      const hueOf = (each: string): number => registry.settings(each).hue
      await registry.giveHues(ids.slice(0, 3))
      const first = ids.slice(0, 3).map(hueOf)
      expect(new Set(first).size).toBe(3)
      await registry.giveHues(ids.slice(0, 8))
      expect(ids.slice(0, 3).map(hueOf)).toEqual(first)
      expect(new Set(ids.slice(0, 8).map(hueOf)).size).toBe(8)
      await registry.giveHues(ids)
      for (let hue = 1; hue <= 8; hue++) expect(ids.filter((each) => hueOf(each) === hue)).toHaveLength(3)
    }
  })

  it('leaves a colour that a person chose, gives others those that are left, and keeps both over a restart', async () => {
    const registry = await reopen()
    const ids = Array.from({ length: 8 }, (_, index) => `ctx-${index}`)
    await registry.configure('ctx-5', { hue: 4 })
    await registry.configure('ctx-gone', { hue: 1 })
    expect(await registry.giveHues(ids)).toEqual({ ok: true, value: null })
    const given = ids.map((each) => registry.settings(each).hue)
    expect(given[5]).toBe(4)
    expect(new Set(given).size).toBe(8)
    const again = await reopen()
    await again.giveHues([...ids].reverse())
    expect(ids.map((each) => again.settings(each).hue)).toEqual(given)
  })

  it('does not note ten thousand clusters for their colours: those go by their ids', async () => {
    const registry = await reopen()
    const ids = Array.from({ length: 800 }, (_, index) => `ctx-${index}`)
    await registry.giveHues(ids)
    expect(new Set(ids.map((each) => registry.settings(each).hue))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    '',
    'not json',
    '[]',
    '{}',
    '{"version":2}',
    '{"version":1,"sources":[1]}',
    '{"version":1,"clusters":{"x":{"hue":99}}}',
    '{"version":1,"sources":["/a"',
    '\u0000',
  ])('puts a damaged file aside and says so: %j', async (text) => {
    writeFileSync(path.join(folder, 'registry.json'), text)
    const { registry, errors } = await Registry.open(folder)
    expect(registry.sources()).toEqual([])
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'io',
        message: expect.stringContaining('damaged'),
        where: expect.stringContaining('registry.broken-'),
      }),
    ])
    expect(readFileSync(errors[0]?.where ?? '', 'utf8')).toBe(text)
    expect(await registry.addSource('/b')).toEqual({ ok: true, value: null })
    expect((await reopen()).sources()).toEqual(['/b'])
  })

  it('takes many changes at once and loses none', async () => {
    const registry = await reopen()
    await Promise.all(Array.from({ length: 50 }, (_, index) => registry.addSource(`/s${index}`)))
    expect((await reopen()).sources()).toHaveLength(50)
    expect(readdirSync(folder)).toEqual(['registry.json'])
  })

  it('says when it cannot be written, and goes on in memory', async () => {
    const registry = await reopen()
    rmSync(folder, { recursive: true })
    expect(await registry.addSource('/a')).toMatchObject({ ok: false, error: { code: 'io', todo: expect.any(String) } })
    expect(registry.sources()).toEqual(['/a'])
    mkdirSync(folder)
    expect(await registry.addSource('/b')).toEqual({ ok: true, value: null })
    expect((await reopen()).sources()).toEqual(['/a', '/b'])
  })

  it('refuses impossible settings, ids and consents', async () => {
    const registry = await reopen()
    for (const settings of [
      { hue: 9 },
      { hue: 1.5 },
      { alias: 'x'.repeat(201) },
      { favourite: 'yes' },
      { namespaces: ['../x'] },
      { other: 1 },
    ])
      expect(await registry.configure(id, settings as object), JSON.stringify(settings)).toMatchObject({
        ok: false,
        error: { code: 'bad-input' },
      })
    for (const bad of ['__proto__', '../x', '', 'ctx-', 'constructor'])
      expect((await registry.configure(bad, { hue: 1 })).ok, bad).toBe(false)
    expect((await registry.recordConsent('x', { file: '', command: '', args: [], env: [], installHint: null }, true)).ok).toBe(false)
  })

  it('keeps pasted text as a file that only its owner reads, and deletes it with its source', async () => {
    const registry = await reopen()
    const pasted = await registry.pasteSource(kubeconfig)
    if (!pasted.ok) throw new Error(pasted.error.message)
    expect(readFileSync(pasted.value, 'utf8')).toBe(kubeconfig)
    expect(statSync(pasted.value).mode & 0o777).toBe(0o600)
    expect(await registry.pasteSource(kubeconfig)).toEqual(pasted) // twice is once
    expect(registry.sources()).toEqual([pasted.value])
    expect((await registry.removeSource(pasted.value)).ok).toBe(true)
    expect(readdirSync(path.join(folder, 'pasted'))).toEqual([])
    expect(await registry.removeSource('/never')).toMatchObject({ ok: false, error: { code: 'not-found' } })
    for (const text of ['', 'kind: Pod', '{', 'x'.repeat(6_000_000)]) expect((await registry.pasteSource(text)).ok).toBe(false)
  })
})
