import { describe, expect, it } from 'vitest'
import type { ModelFault, ModelRequest } from '../../tests/support/modelServer.ts'
import { ModelServer, errorLine, modelKind, statusText } from '../../tests/support/modelServer.ts'
import { HeldObjects } from '../../tests/support/heldObjects.ts'
import { VirtualClock } from '../../tests/support/virtualClock.ts'
import { LinkGate } from './linkGate.ts'
import { LinkRate } from './linkRate.ts'
import { ListSlots } from './listSlots.ts'
import type { ReflectorEnd, ReflectorState } from './reflector.ts'
import { Reflector } from './reflector.ts'
import type { Trouble } from './trouble.ts'

const pods = modelKind('', 'Pod', true)

interface Setup {
  clock: VirtualClock
  server: ModelServer
  sink: HeldObjects
  reflector: Reflector
  gate: LinkGate
  states: ReflectorState[]
  troubles: Trouble[]
  skipped: [number, string | null][]
  end: () => ReflectorEnd | null
  /** Requests since the last call: `LIST 0`, `WATCH 105`, `WATCHLIST`. */
  asked: () => string[]
  stop: () => Promise<void>
}

function setup(
  options: {
    seed?: number
    fault?: (request: ModelRequest) => ModelFault | null
    watchList?: boolean
    pods?: number
    verbs?: string[]
    namespace?: string
  } = {},
): Setup {
  const clock = new VirtualClock(options.seed ?? 1)
  const kind = options.verbs === undefined ? pods : modelKind('', 'Pod', true, options.verbs)
  const server = new ModelServer(clock, [kind])
  server.offersWatchList = options.watchList ?? true
  if (options.fault !== undefined) server.fault = options.fault
  for (let i = 0; i < (options.pods ?? 3); i++)
    server.put(kind, i % 2 === 0 ? 'shop' : 'bank', `p${String(i)}`, `"spec":{"i":${String(i)}}`)
  const sink = new HeldObjects()
  const states: ReflectorState[] = []
  const troubles: Trouble[] = []
  const skipped: [number, string | null][] = []
  const gate = new LinkGate()
  const reflector = new Reflector({
    client: server.client(),
    clock,
    kind,
    namespace: options.namespace ?? null,
    sink,
    slots: new ListSlots({ first: 10, again: 10 }),
    gate,
    rate: new LinkRate(),
    priority: () => 0,
    report: {
      state: (state) => {
        states.push(state)
      },
      heard: () => undefined,
      skipped: (total, why) => {
        skipped.push([total, why])
      },
      trouble: (trouble) => {
        troubles.push(trouble)
      },
    },
  })
  const abort = new AbortController()
  let end: ReflectorEnd | null = null
  const running = reflector.run(abort.signal).then((result) => {
    end = result
  })
  let seen = 0
  return {
    clock,
    server,
    sink,
    reflector,
    gate,
    states,
    troubles,
    skipped,
    end: () => end,
    asked: () => {
      const fresh = server.requests.slice(seen)
      seen = server.requests.length
      return fresh.map(summary)
    },
    stop: async () => {
      abort.abort()
      await running
      await clock.settle()
    },
  }
}

function summary(path: string): string {
  const query = new URLSearchParams(path.split('?')[1] ?? '')
  const version = query.get('resourceVersion') ?? ''
  const verb = query.has('sendInitialEvents') ? 'WATCHLIST' : query.has('watch') ? 'WATCH' : 'LIST'
  return [verb, version, query.has('limit') ? `limit=${query.get('limit') ?? ''}` : '', query.has('continue') ? 'continue' : '']
    .filter((part) => part !== '')
    .join(' ')
}

/** What the server holds, as the sink shows it. */
function truth(server: ModelServer): string[] {
  return [...server.objects(pods)].map(([key, { version }]) => `${key}@${String(version)}`).sort()
}

/** A fault for the first so many requests that fit. */
function times(count: number, fits: (request: ModelRequest) => boolean, fault: ModelFault): (request: ModelRequest) => ModelFault | null {
  let left = count
  return (request) => (fits(request) && left-- > 0 ? fault : null)
}

const isWatchList = (request: ModelRequest): boolean => request.query.has('sendInitialEvents')
const isWatch = (request: ModelRequest): boolean => request.watch && !isWatchList(request)
const isList = (request: ModelRequest): boolean => !request.watch

describe('the first list', () => {
  it('is a WatchList of the newest state, with bookmarks, and goes on as the watch', async () => {
    const t = setup()
    await t.clock.settle()
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.sink.diary).toEqual(['begin', '+shop/p0@101', '+bank/p1@102', '+shop/p2@103', 'commit'])
    t.server.put(pods, 'shop', 'p0', '')
    t.server.remove(pods, 'bank', 'p1')
    await t.clock.settle()
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.states.map(({ state }) => state)).toEqual(['waiting', 'loading', 'listed'])
    expect(t.states.at(-1)?.mode).toBe('watchlist')
    expect(t.asked()).toEqual(['WATCHLIST'])
    const query = new URLSearchParams(t.server.requests[0]?.split('?')[1])
    expect(query.get('allowWatchBookmarks')).toBe('true')
    expect(query.get('resourceVersionMatch')).toBe('NotOlderThan')
    expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300)
    expect(Number(query.get('timeoutSeconds'))).toBeLessThan(600)
    await t.stop()
    expect(t.clock.pending).toBe(0)
    expect(t.server.open).toBe(0)
  })

  it.each([400, 405, 406, 422])(
    'falls back to LIST at version 0 where WatchList is refused with %i, at once and for good',
    async (status) => {
      const t = setup({ fault: (request) => (isWatchList(request) ? { do: 'refuse-watchlist', status } : null) })
      await t.clock.settle()
      expect(t.asked()).toEqual(['WATCHLIST', 'LIST 0', 'WATCH 103'])
      expect(t.states.at(-1)).toMatchObject({ state: 'listed', mode: 'list+watch' })
      t.server.compact()
      t.server.put(pods, 'shop', 'new', '')
      t.server.compact()
      for (const watch of t.server.watches()) watch.line(errorLine(410, 'too old', 'Expired'))
      await t.clock.advance(2000)
      expect(t.asked()).toEqual(['LIST 104', 'WATCH 104'])
      expect(t.sink.contents).toEqual(truth(t.server))
      await t.stop()
    },
  )

  it('falls back to LIST when the end of the initial events never comes', async () => {
    const t = setup({ fault: (request) => (isWatchList(request) ? { do: 'no-end-bookmark' } : null) })
    await t.clock.advance(29_000)
    expect(t.states.at(-1)?.state).toBe('loading')
    await t.clock.advance(2000)
    expect(t.asked()).toEqual(['WATCHLIST', 'LIST 0', 'WATCH 103'])
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.sink.diary).toContain('abandon')
    await t.stop()
  })

  it('asks for the newest state at once when the version is expired or too large (TestReflectorFullListIfExpired, IfTooLarge)', async () => {
    for (const [status, body] of [
      [410, statusText(410, 'too old', 'Expired')],
      [504, statusText(504, 'Timeout: Too large resource version: 1000, current: 999', 'Timeout')],
    ] as const) {
      const t = setup({
        watchList: false,
        fault: times(1, (request) => isList(request) && request.query.get('resourceVersion') === '0', { do: 'status', status, body }),
      })
      await t.clock.settle()
      expect(t.asked()).toEqual(['WATCHLIST', 'LIST 0', 'LIST limit=500', 'WATCH 103'])
      expect(t.states.at(-1)).toMatchObject({ state: 'listed', mode: 'paged+watch' })
      await t.stop()
    }
  })

  it('pages a list of the newest state, and takes everything at once when a page token dies', async () => {
    const zero = times(1, (request) => request.query.get('resourceVersion') === '0', { do: 'status', status: 410 })
    const token = times(1, (request) => request.query.has('continue'), { do: 'status', status: 410 })
    const t = setup({ watchList: false, pods: 1200, fault: (request) => zero(request) ?? token(request) })
    await t.clock.settle()
    expect(t.asked()).toEqual(['WATCHLIST', 'LIST 0', 'LIST limit=500', 'LIST limit=500 continue', 'LIST', 'WATCH 1300'])
    expect(t.sink.count).toBe(1200)
    expect(t.states.find(({ expected }) => expected !== undefined)?.expected).toBe(1200)
    await t.stop()
  })

  it('shows 429 as a failure with the time of the next attempt, and waits as long as asked, no shorter', async () => {
    const t = setup({ fault: times(2, () => true, { do: 'status', status: 429, body: statusText(429), headers: { 'retry-after': '7' } }) })
    await t.clock.settle()
    const failed = t.states.at(-1)
    expect(failed).toMatchObject({ state: 'failed', error: { status: 429 } })
    const wait = (failed?.retryAt ?? 0) - t.clock.now()
    expect(wait).toBeGreaterThanOrEqual(7000)
    expect(wait).toBeLessThanOrEqual(8400)
    await t.clock.advance(6999)
    expect(t.asked()).toEqual(['WATCHLIST'])
    await t.clock.advance(20_000)
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('never removes what a broken list did not name', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.server.compact()
    t.server.put(pods, 'shop', 'p9', '')
    t.server.compact()
    t.server.fault = times(3, isList, { do: 'cut', after: 50, how: 'end' })
    for (const watch of t.server.watches()) watch.line(errorLine(410, 'too old', 'Expired'))
    await t.clock.advance(2500)
    expect(t.sink.diary.at(-1)).toBe('abandon')
    expect(t.sink.count).toBeGreaterThanOrEqual(3)
    await t.clock.advance(60_000)
    expect(t.sink.contents).toEqual(truth(t.server))
    await t.stop()
  })

  it('gives up a list that hangs, says so, and goes on trying', async () => {
    const t = setup({ watchList: false, fault: times(1, isList, { do: 'cut', after: 50, how: 'stall' }) })
    await t.clock.advance(30_500)
    expect(t.states.at(-1)).toMatchObject({ state: 'failed', error: { code: 'timeout', message: 'The server has sent nothing for 30 s.' } })
    await t.clock.advance(3000)
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })
})

describe('the watch', () => {
  it('begins where the list ended and goes on where it was closed, without listing again (TestReflectorListAndWatch)', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.server.put(pods, 'shop', 'new', '')
    await t.clock.advance(2000)
    for (const watch of t.server.watches()) watch.close()
    await t.clock.settle()
    expect(t.asked()).toEqual(['WATCHLIST', 'LIST 0', 'WATCH 103', 'WATCH 104'])
    expect(t.states.filter(({ state }) => state !== 'listed').map(({ state }) => state)).toEqual(['waiting', 'loading'])
    await t.stop()
  })

  it('keeps its version through 429 and broken connections and lists nothing again (TestNoRelistOnTooManyRequests)', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.asked()
    const slow = times(1, isWatch, { do: 'status', status: 429, body: statusText(429) })
    const gone = times(2, isWatch, { do: 'refuse' })
    t.server.fault = (request) => slow(request) ?? gone(request)
    t.server.put(pods, 'shop', 'new', '')
    await t.clock.advance(2000)
    for (const watch of t.server.watches()) watch.close()
    t.server.put(pods, 'shop', 'missed', '')
    await t.clock.advance(20_000)
    expect(t.asked()).toEqual(['WATCH 104', 'WATCH 104', 'WATCH 104', 'WATCH 104'])
    expect(t.sink.contents).toEqual(truth(t.server))
    await t.stop()
  })

  it('lists again after 410, once, not at once, at the version it has, and calls what is shown stale meanwhile', async () => {
    const t = setup()
    await t.clock.settle()
    t.asked()
    for (const watch of t.server.watches()) watch.line(errorLine(410, 'too old resource version', 'Expired'))
    await t.clock.settle()
    expect(t.asked()).toEqual([])
    expect(t.states.at(-1)?.state).toBe('stale')
    await t.clock.advance(1600)
    expect(t.asked()).toEqual(['WATCHLIST 103'])
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('removes what was deleted while nobody watched (TestReflectorReplacesStoreOnUnsafeDelete)', async () => {
    const t = setup()
    await t.clock.settle()
    for (const watch of t.server.watches()) watch.stall()
    t.server.remove(pods, 'shop', 'p0')
    t.server.compact()
    for (const watch of t.server.watches()) watch.reset()
    await t.clock.advance(10_000)
    expect(t.sink.contents).toEqual(truth(t.server))
    await t.stop()
  })

  it('takes a watch that ends at once for a failure: it waits, and lists again after three', async () => {
    const t = setup({ watchList: false, fault: (request) => (isWatch(request) ? { do: 'cut', after: 0, how: 'end' } : null) })
    await t.clock.advance(12_000)
    expect(t.asked().slice(0, 6)).toEqual(['WATCHLIST', 'LIST 0', 'WATCH 103', 'WATCH 103', 'WATCH 103', 'LIST 103'])
    await t.clock.advance(60_000)
    expect(t.server.requests.length).toBeLessThan(15)
    await t.stop()
  })

  it('bears server errors for a minute, then lists again (TestRetryInternalError)', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.server.fault = (request) =>
      isWatch(request) ? { do: 'status', status: 500, body: statusText(500, 'internal', 'InternalError') } : null
    for (const watch of t.server.watches()) watch.line(errorLine(500, 'internal', 'InternalError'))
    await t.clock.advance(50_000)
    t.asked()
    await t.clock.advance(60_000)
    expect(t.asked()).toContain('LIST 103')
    t.server.fault = () => null
    await t.clock.advance(90_000)
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('is renewed before it ends, the old one going on until the new one answers, so that no moment is unwatched', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    let unwatched = 0
    let sent = 0
    for (let i = 0; i < 1500; i++) {
      await t.clock.advance(1000)
      if (t.server.watches().length === 0) unwatched++
      if (i % 100 === 99) {
        t.server.put(pods, 'shop', 'p0', `"spec":{"n":${String(++sent)}}`)
        await t.clock.settle()
        expect(t.sink.contents).toEqual(truth(t.server))
      }
    }
    expect(unwatched).toBe(0)
    expect(t.asked().filter((request) => request.startsWith('WATCH ')).length).toBeGreaterThanOrEqual(3)
    await t.stop()
  })

  it('tells nothing twice when one watch takes over from another', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    // The old watch ends at timeoutSeconds; the next is opened five seconds before. In between, an object comes and goes.
    const seconds = Number(new URLSearchParams(t.server.requests.at(-1)?.split('?')[1]).get('timeoutSeconds'))
    await t.clock.advance((seconds - 6) * 1000)
    t.server.put(pods, 'shop', 'brief', '')
    t.server.remove(pods, 'shop', 'brief')
    await t.clock.advance(3000)
    expect(t.server.requests.filter((path) => path.includes('watch=true&allow')).length).toBe(3)
    expect(t.sink.diary.filter((entry) => entry.includes('brief'))).toEqual(['+shop/brief@104', '-shop/brief@105'])
    await t.stop()
  })

  it('is replaced when it has been silent for too long, in case something has dropped it', async () => {
    const t = setup({ watchList: false, fault: (request) => (isWatch(request) ? { do: 'no-bookmarks' } : null) })
    await t.clock.settle()
    for (const watch of t.server.watches()) watch.stall()
    t.server.put(pods, 'shop', 'unseen', '')
    await t.clock.advance(181_000)
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('moves on with bookmarks, never back, and never to something that is no number', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    const bookmark = (version: string): string => `{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"${version}"}}}`
    for (const version of ['500', '400', 'abc']) for (const watch of t.server.watches()) watch.line(bookmark(version))
    await t.clock.advance(1500)
    t.asked()
    for (const watch of t.server.watches()) watch.close()
    await t.clock.settle()
    expect(t.asked()[0]).toBe('WATCH 500')
    await t.stop()
  })

  it('finds back to a server that was restored from a backup: older versions are taken then', async () => {
    const t = setup()
    await t.clock.settle()
    const before = t.server.version
    t.server.put(pods, 'shop', 'p0', '"spec":{"after":true}')
    t.server.put(pods, 'shop', 'lost', '')
    await t.clock.settle()
    t.server.restore(before)
    await t.clock.advance(30_000)
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })
})

describe('what cannot be read', () => {
  it.each([
    ['an unknown event type', (line: string) => line.replace('ADDED', 'EXPLODED')],
    ['a truncated line', (line: string) => line.slice(0, -20)],
    ['invalid UTF-8', (line: string) => Buffer.from(line.replace('"name"', '"\u00ff"'), 'latin1')],
    ['something else altogether', () => '<html>502</html>'],
  ])('is counted, the watch goes on, and the kind is listed again soon: %s', async (_, tamper) => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.asked()
    const [watch] = t.server.watches()
    if (watch !== undefined) watch.tamper = tamper
    t.server.put(pods, 'shop', 'broken', '')
    t.server.put(pods, 'shop', 'sound', '')
    await t.clock.settle()
    expect(t.sink.objects.has('shop/sound')).toBe(true)
    expect(t.skipped.at(-1)?.[0]).toBe(1)
    expect(t.skipped.at(-1)?.[1]).toMatch(/./)
    expect(t.asked()).toEqual([])
    await t.clock.advance(4000)
    expect(t.sink.contents).toEqual(truth(t.server))
    expect(t.skipped.at(-1)).toEqual([0, null])
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('is asked for ever more seldom when listing does not help', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.server.put(pods, 'shop', 'bad', '"spec":{,}')
    await t.clock.advance(3_600_000)
    expect(t.skipped.at(-1)?.[0]).toBe(1)
    expect(t.sink.count).toBe(3)
    expect(t.server.requests.filter((path) => summary(path).startsWith('LIST')).length).toBeLessThan(14)
    await t.stop()
  })
})

describe('what ends it, and what does not', () => {
  it('gives up on 403, 404 and 401 with the reason, and can be run again', async () => {
    for (const [status, reason, code] of [
      [403, 'forbidden', 'forbidden'],
      [404, 'gone', 'not-found'],
      [401, 'unauthorized', 'unauthorized'],
    ] as const) {
      const t = setup({ fault: () => ({ do: 'status', status, body: statusText(status) }) })
      await t.clock.settle()
      expect(t.end()).toMatchObject({ reason, error: { code, status } })
      expect(t.clock.pending).toBe(0)
      t.server.fault = () => null
      const abort = new AbortController()
      const again = t.reflector.run(abort.signal)
      await t.clock.settle()
      expect(t.sink.contents).toEqual(truth(t.server))
      abort.abort()
      expect(await again).toEqual({ reason: 'stopped' })
    }
  })

  it('polls what may be listed and not watched, and watches as soon as that is allowed', async () => {
    const t = setup({ fault: (request) => (request.watch ? { do: 'status', status: 403, body: statusText(403) } : null) })
    await t.clock.settle()
    expect(t.states.at(-1)).toMatchObject({
      state: 'polled',
      mode: 'poll',
      error: { code: 'forbidden', missing: { verb: 'watch', resource: 'pods' } },
    })
    expect(t.sink.contents).toEqual(truth(t.server))
    t.server.put(pods, 'shop', 'new', '')
    await t.clock.advance(40_000)
    expect(t.sink.contents).toEqual(truth(t.server))
    t.asked()
    await t.clock.advance(200_000)
    expect(t.asked().filter((request) => request.startsWith('LIST')).length).toBeGreaterThanOrEqual(5)
    t.server.fault = () => null
    await t.clock.advance(120_000)
    expect(t.states.at(-1)).toMatchObject({ state: 'listed', mode: 'watchlist' })
    await t.stop()
  })

  it('polls a kind that has no watch at all, and never asks for one', async () => {
    const t = setup({ verbs: ['list', 'get'] })
    await t.clock.advance(400_000)
    expect(t.states.at(-1)?.state).toBe('polled')
    expect(t.asked().every((request) => request.startsWith('LIST'))).toBe(true)
    await t.stop()
  })

  it('polls when the server refuses every watch', async () => {
    const t = setup({ fault: (request) => (request.watch ? { do: 'status', status: 405 } : null) })
    await t.clock.advance(10_000)
    expect(t.states.at(-1)?.state).toBe('polled')
    await t.stop()
  })

  it('tries nothing while the link is known to be gone, and goes on from its version when it is back', async () => {
    const t = setup()
    await t.clock.settle()
    t.asked()
    t.gate.shut()
    for (const watch of t.server.watches()) watch.reset()
    t.server.put(pods, 'shop', 'meanwhile', '')
    await t.clock.advance(600_000)
    expect(t.asked()).toEqual([])
    t.gate.open()
    await t.clock.settle()
    expect(t.asked()).toEqual(['WATCH 103'])
    expect(t.sink.contents).toEqual(truth(t.server))
    await t.stop()
  })

  it('waits no longer when kicked', async () => {
    const t = setup({ fault: times(8, () => true, { do: 'refuse' }) })
    await t.clock.advance(60_000)
    t.server.fault = () => null
    t.reflector.kick()
    await t.clock.settle()
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('shows one quick retry as nothing, and a second failure as stale', async () => {
    const t = setup({ watchList: false })
    await t.clock.settle()
    t.server.fault = times(1, isWatch, { do: 'status', status: 503 })
    for (const watch of t.server.watches()) watch.line(errorLine(500))
    await t.clock.settle()
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.clock.advance(1700)
    expect(t.states.at(-1)).toMatchObject({ state: 'stale', error: { status: 503 } })
    await t.clock.advance(10_000)
    expect(t.states.at(-1)?.state).toBe('listed')
    await t.stop()
  })

  it('leaves nothing running when it is stopped, in whatever state', async () => {
    for (const wait of [0, 1, 1000, 40_000, 320_000]) {
      for (const fault of [
        null,
        { do: 'hang' },
        { do: 'cut', after: 30, how: 'stall' },
        { do: 'status', status: 500 },
      ] as (ModelFault | null)[]) {
        const t = setup({ watchList: false, fault: (request) => (isList(request) || wait > 1000 ? fault : null) })
        await t.clock.advance(wait)
        await t.stop()
        expect(t.end()).toEqual({ reason: 'stopped' })
        expect(t.clock.pending).toBe(0)
        expect(t.server.open).toBe(0)
      }
    }
  })

  it('reads one namespace when told so', async () => {
    const t = setup({ namespace: 'shop' })
    await t.clock.settle()
    expect([...t.sink.objects.keys()]).toEqual(['shop/p0', 'shop/p2'])
    expect(t.server.requests[0]).toMatch(/^\/api\/v1\/namespaces\/shop\/pods\?/)
    await t.stop()
  })
})
