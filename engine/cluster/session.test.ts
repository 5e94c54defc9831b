import { describe, expect, it } from 'vitest'
import type { EngineError, LedgerEntry } from '../contract/index.ts'
import { noHealth } from '../contract/index.ts'
import type { ModelFault, ModelRequest } from '../../tests/support/modelServer.ts'
import { ModelServer, answer, modelKind, statusText } from '../../tests/support/modelServer.ts'
import { HeldObjects } from '../../tests/support/heldObjects.ts'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import type { ApiClient } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import type { ServedKind } from './servedKind.ts'
import type { SessionSummary } from './sessionOptions.ts'
import { ClusterSession } from './session.ts'

const pods = modelKind('', 'Pod', true)
const nodes = modelKind('', 'Node', false)
const crds: ServedKind = {
  ...modelKind('apiextensions.k8s.io', 'CustomResourceDefinition', false),
  id: 'apiextensions.k8s.io/CustomResourceDefinition',
}
const widgets = modelKind('shop.example', 'Widget', true)

interface Setup {
  clock: VirtualClock
  server: ModelServer
  session: ClusterSession
  served: ServedKind[]
  /** What goes wrong on the whole link. */
  link: {
    down: 'refused' | 'silent' | null
    status: number | null
    identity: EngineError | null
    clients: number
    discoveries: number
    failedGroups: string[]
  }
  states: string[]
  summary: () => SessionSummary
  sink: (kind: ServedKind) => HeldObjects
  kinds: [string[], readonly string[]][]
  ledger: Map<string, LedgerEntry>
}

function setup(kinds: readonly ServedKind[] = [pods, nodes, crds]): Setup {
  const clock = new VirtualClock(5)
  const server = new ModelServer(clock, kinds)
  const served = [...kinds]
  const link: Setup['link'] = { down: null, status: null, identity: null, clients: 0, discoveries: 0, failedGroups: [] }
  server.other = () => {
    if (link.down === 'refused') throw new ApiFailure({ code: 'unreachable', message: 'connection refused', todo: 'Check the server.' })
    if (link.down === 'silent') return new Promise<never>(() => undefined)
    return link.status === null ? answer(200, '{"gitVersion":"v1.34.4"}') : answer(link.status, statusText(link.status))
  }
  server.fault = (): ModelFault | null =>
    link.down === 'refused'
      ? { do: 'refuse' }
      : link.down === 'silent'
        ? { do: 'hang' }
        : link.status === null
          ? null
          : { do: 'status', status: link.status }
  const sinks = new Map<string, HeldObjects[]>()
  const states: string[] = []
  const told: [string[], readonly string[]][] = []
  const ledger = new Map<string, LedgerEntry>()
  const probe = async (client: ApiClient, signal: AbortSignal): Promise<void> => {
    const got = await client.request({ path: '/apis', signal, deadline: 10_000 })
    if (got.status === 401)
      throw new ApiFailure({ code: 'unauthorized', message: 'the token has expired', todo: 'Sign in again.', status: 401 })
    if (got.status >= 300) throw new ApiFailure({ code: 'server-error', message: `answered ${String(got.status)}`, status: got.status })
  }
  const session = new ClusterSession({
    createClient: () => {
      link.clients++
      return server.client()
    },
    discover: async (client, signal) => {
      link.discoveries++
      await probe(client, signal)
      return {
        version: 'v1.34.4',
        kinds: [...served],
        failures: link.failedGroups.map((group) => ({ group, error: { code: 'server-error', message: 'stale' } })),
        aggregated: true,
      }
    },
    checkIdentity: async (client, signal) => {
      await probe(client, signal)
      return link.identity
    },
    sink: (kind) => {
      const sink = new HeldObjects()
      sinks.set(kind, [...(sinks.get(kind) ?? []), sink])
      return sink
    },
    tally: (kind) => ({ count: (sinks.get(kind) ?? []).reduce((sum, { count }) => Math.max(sum, count), 0), health: noHealth() }),
    namespaces: () => ['a'],
    contextNamespace: null,
    onState: ({ state }) => {
      if (states.at(-1) !== state) states.push(state)
    },
    onKinds: (all, gone) => {
      told.push([all.map(({ id }) => id), gone])
    },
    onLedger: (entries) => {
      for (const entry of entries) ledger.set(entry.kind, entry)
    },
    clock,
  })
  return {
    clock,
    server,
    session,
    served,
    link,
    states,
    kinds: told,
    ledger,
    summary: () => session.summary,
    sink: (kind) => sinks.get(kind.id)?.at(-1) ?? new HeldObjects(),
  }
}

async function closed(t: Setup): Promise<void> {
  await t.session.close()
  await t.clock.settle()
  expect(t.summary().state).toBe('closed')
  expect(t.clock.pending).toBe(0)
  expect(t.server.open).toBe(0)
}

/** All streams that are open stop, without a word. */
function blackHole(t: Setup): void {
  t.link.down = 'silent'
  for (const watch of t.server.watches()) watch.stall()
}

describe('ClusterSession', () => {
  it('connects, lists everything, and is live', async () => {
    const t = setup()
    t.server.put(pods, 'a', 'p', '')
    t.session.open()
    expect(t.summary().state).toBe('connecting')
    await t.clock.advance(1000)
    expect(t.states).toEqual(['connecting', 'syncing', 'live'])
    expect(t.summary()).toMatchObject({
      state: 'live',
      version: 'v1.34.4',
      kinds: 3,
      kindsListed: 3,
      error: null,
      asOf: null,
      protocol: 'h2',
    })
    expect(t.kinds).toEqual([[[crds.id, nodes.id, pods.id].sort(), []]])
    expect([...t.ledger.values()].map(({ state }) => state)).toEqual(['listed', 'listed', 'listed'])
    await closed(t)
  })

  it('says why a cluster cannot be reached, when it tries again, and finds it when it is there', async () => {
    const t = setup()
    t.link.down = 'refused'
    t.session.open()
    await t.clock.advance(100)
    expect(t.summary()).toMatchObject({ state: 'lost', error: { message: 'connection refused', todo: 'Check the server.' } })
    expect(t.summary().retryAt).toBeGreaterThan(t.clock.now())
    await t.clock.advance(600_000)
    // 0.8 s to 60 s: ten minutes are a few dozen attempts at most.
    expect(t.link.clients).toBeLessThan(25)
    // no attempt makes a screen flicker: it is lost until it answers
    expect(t.states).toEqual(['connecting', 'lost'])
    t.link.down = null
    t.session.retry(null)
    await t.clock.advance(1000)
    expect(t.summary().state).toBe('live')
    await closed(t)
  })

  it('notices a silent link within 20 seconds, keeps the picture, and is live within 5 seconds of its return without listing again', async () => {
    const t = setup()
    t.server.put(pods, 'a', 'p', '')
    t.session.open()
    await t.clock.advance(60_500)
    expect(t.summary().state).toBe('live')
    const heard = t.clock.now()
    blackHole(t)
    await t.clock.advance(20_000)
    expect(t.summary()).toMatchObject({ state: 'stale', error: { code: 'timeout' } })
    expect(t.summary().asOf).toBeLessThanOrEqual(heard)
    expect([...t.ledger.values()].map(({ state }) => state)).toEqual(['stale', 'stale', 'stale'])
    expect(t.sink(pods).count).toBe(1)
    await t.clock.advance(120_000)
    const lists = t.server.requests
      .filter((path) => path.includes('sendInitialEvents') || !path.includes('watch=true'))
      .filter((path) => path.startsWith('/api/v1/pods')).length
    t.link.down = null
    for (const watch of t.server.watches()) watch.reset() // the transport gives the dead connection up
    t.server.put(pods, 'a', 'q', '')
    await t.clock.advance(5000)
    expect(t.summary()).toMatchObject({ state: 'live', error: null, retryAt: null, asOf: null })
    expect(t.states).toEqual(['connecting', 'syncing', 'live', 'stale', 'syncing', 'live'])
    expect([...t.ledger.values()].map(({ state }) => state)).toEqual(['listed', 'listed', 'listed'])
    expect(t.sink(pods).count).toBe(2)
    expect(
      t.server.requests
        .filter((path) => path.includes('sendInitialEvents') || !path.includes('watch=true'))
        .filter((path) => path.startsWith('/api/v1/pods')).length,
    ).toBe(lists)
    await closed(t)
  })

  it('lists everything anew within minutes when the storage went back in time and nothing said so', async () => {
    const t = setup()
    t.server.put(pods, 'a', 'kept', '')
    t.session.open()
    await t.clock.advance(1000)
    const backup = t.server.version
    t.server.put(pods, 'a', 'kept', '"spec":{"after":true}')
    for (let i = 0; i < 20; i++) t.server.put(nodes, '', `never-${String(i)}`, '')
    await t.clock.advance(90_000)
    expect(t.sink(nodes).count).toBe(20)
    t.server.restoreQuietly(backup)
    t.server.put(pods, 'a', 'new', '')
    await t.clock.advance(150_000)
    expect(t.sink(nodes).count).toBe(0)
    expect([...t.sink(pods).objects.keys()].sort()).toEqual(['a/kept', 'a/new'])
    expect(t.summary().state).toBe('live')
    expect(t.ledger.get(pods.id)?.state).toBe('listed')
    // once: the new history is the one that counts from now on
    const before = t.server.requests.length
    await t.clock.advance(600_000)
    expect(t.server.requests.slice(before).filter((path) => path.includes('sendInitialEvents'))).toEqual([])
    await closed(t)
  })

  it('is not called live again before its kinds are up to date, but waits for a broken one only so long', async () => {
    const t = setup()
    t.server.put(pods, 'a', 'p', '')
    t.session.open()
    await t.clock.advance(1000)
    t.link.down = 'refused'
    for (const watch of t.server.watches()) watch.reset()
    await t.clock.advance(60_000)
    expect(t.summary().state).toBe('stale')
    t.link.down = null
    t.server.fault = (request: ModelRequest) => (request.kind.id === nodes.id ? { do: 'status', status: 500 } : null)
    await t.clock.advance(6000)
    expect(t.session.ledger.entry(pods.id)?.state).toBe('listed')
    expect(t.session.ledger.entry(nodes.id)?.state).toBe('stale')
    expect(t.summary().state).toBe('syncing')
    await t.clock.advance(15_000)
    expect(t.summary().state).toBe('live')
    expect(t.session.ledger.entry(nodes.id)).toMatchObject({ state: 'stale', error: { status: 500 } })
    await closed(t)
  })

  it('lets one attempt at a time stand for all kinds while the link is gone', async () => {
    const t = setup()
    t.session.open()
    await t.clock.advance(1000)
    t.link.down = 'refused'
    for (const watch of t.server.watches()) watch.reset()
    t.server.tellLink(false)
    await t.clock.advance(5000)
    const kindsAsked = t.server.requests.filter((path) => path.includes('watch=true')).length
    await t.clock.advance(3_600_000)
    expect(t.summary().state).toBe('lost') // nothing was held, so there is no picture to be stale
    expect(t.server.requests.filter((path) => path.includes('watch=true')).length).toBe(kindsAsked)
    const before = t.server.requests.length
    await t.clock.advance(600_000)
    expect(t.server.requests.length - before).toBeLessThanOrEqual(21)
    await closed(t)
  })

  it('stops at a refused credential, says what to do, and does not try again by itself', async () => {
    const t = setup()
    t.server.put(pods, 'a', 'p', '')
    t.session.open()
    await t.clock.advance(1000)
    t.link.status = 401
    for (const watch of t.server.watches()) watch.reset()
    await t.clock.advance(5000)
    expect(t.summary()).toMatchObject({ state: 'signed-out', error: { code: 'unauthorized' }, retryAt: null })
    expect(t.summary().asOf).not.toBeNull()
    expect([...t.ledger.values()].every(({ state }) => state === 'stale')).toBe(true)
    const asked = t.server.requests.length
    await t.clock.advance(3_600_000)
    expect(t.server.requests.length).toBe(asked)
    t.link.status = null
    t.session.retry(null)
    await t.clock.advance(2000)
    expect(t.summary().state).toBe('live')
    await closed(t)
  })

  it('is not signed out because one kind says 401', async () => {
    const t = setup()
    t.server.fault = (request: ModelRequest) => (request.kind.id === nodes.id ? { do: 'status', status: 401 } : null)
    t.session.open()
    await t.clock.advance(60_000)
    expect(t.summary().state).toBe('live')
    expect(t.session.ledger.entry(nodes.id)).toMatchObject({ state: 'failed', error: { code: 'unauthorized' } })
    await closed(t)
  })

  it('stops when another cluster answers under the same name, at first and after a broken link', async () => {
    const t = setup()
    t.link.identity = { code: 'bad-input', message: 'another uid' }
    t.session.open()
    await t.clock.advance(1000)
    expect(t.summary()).toMatchObject({ state: 'other-cluster', error: { message: 'another uid' } })
    expect(t.server.requests.some((path) => path.includes('pods'))).toBe(false)
    t.link.identity = null // accepted by a person
    t.session.retry(null)
    await t.clock.advance(2000)
    expect(t.summary().state).toBe('live')
    t.link.down = 'refused'
    for (const watch of t.server.watches()) watch.reset()
    await t.clock.advance(3000)
    const asked = t.server.requests.filter((path) => path.includes('watch=true')).length
    t.link.identity = { code: 'bad-input', message: 'yet another uid' }
    t.link.down = null
    await t.clock.advance(10_000)
    expect(t.summary().state).toBe('other-cluster')
    expect(t.server.requests.filter((path) => path.includes('watch=true')).length).toBe(asked)
    await closed(t)
  })

  it('is forbidden when it may list nothing, and says what to ask for', async () => {
    const t = setup()
    t.server.fault = () => ({ do: 'status', status: 403, body: statusText(403) })
    t.session.open()
    await t.clock.advance(40_000)
    expect(t.summary()).toMatchObject({ state: 'forbidden', error: { code: 'forbidden' } })
    expect(t.summary().error?.todo).toContain('view')
    t.server.fault = () => null
    await t.clock.advance(320_000)
    expect(t.summary().state).toBe('live')
    await closed(t)
  })

  it('watches a new kind seconds after its definition came, and drops it seconds after it went', async () => {
    const t = setup()
    t.session.open()
    await t.clock.advance(10_000)
    t.server.serve(widgets)
    t.served.push(widgets)
    t.server.put(widgets, 'a', 'w', '')
    t.server.put(crds, '', 'widgets.shop.example', '')
    await t.clock.advance(3000)
    expect(t.session.ledger.entry(widgets.id)?.state).toBe('listed')
    expect(t.sink(widgets).count).toBe(1)
    expect(t.summary().state).toBe('live')
    expect(t.states).toEqual(['connecting', 'syncing', 'live'])
    t.served.splice(t.served.indexOf(widgets), 1)
    t.server.unserve(widgets)
    t.server.remove(crds, '', 'widgets.shop.example')
    await t.clock.advance(3000)
    expect(t.session.ledger.entry(widgets.id)).toBeUndefined()
    expect(t.kinds.at(-1)).toEqual([[crds.id, nodes.id, pods.id].sort(), [widgets.id]])
    await closed(t)
  })

  it('keeps the kinds of a group whose discovery fails, and finds new ones every five minutes without a definition', async () => {
    const t = setup([pods, nodes, crds, widgets])
    t.session.open()
    await t.clock.advance(10_000)
    t.served.splice(t.served.indexOf(widgets), 1)
    t.link.failedGroups = ['shop.example']
    const late = modelKind('late.example', 'Thing', true)
    t.server.serve(late)
    t.served.push(late)
    await t.clock.advance(340_000)
    expect(t.session.ledger.entry(widgets.id)?.state).toBe('listed')
    expect(t.session.ledger.entry(late.id)?.state).toBe('listed')
    expect(t.session.discoveryFailures.map(({ group }) => group)).toEqual(['shop.example'])
    await closed(t)
  })

  it('leaves nothing running when it is closed, in whatever state', async () => {
    for (const wait of [0, 1, 500, 30_000]) {
      for (const down of [null, 'refused', 'silent'] as const) {
        const t = setup()
        t.link.down = down
        t.session.open()
        await t.clock.advance(wait)
        await closed(t)
        const asked = t.server.requests.length
        await t.clock.advance(600_000)
        expect(t.server.requests.length).toBe(asked)
      }
    }
  })
})
