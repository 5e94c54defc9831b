import { MessageChannel } from 'node:worker_threads'
import type { MessagePort as NodePort } from 'node:worker_threads'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { engineMethods, framesInFlight, noHealth, ok, packRowsFrame } from '../../engine/contract/index.ts'
import type { EngineApi, EngineEvent, RowsFrame } from '../../engine/contract/index.ts'
import { serveWindow } from '../../engine/rpc/serveWindow.ts'
import type { WindowHandle } from '../../engine/rpc/windowHandle.ts'
import { ApiFailure } from '../../engine/cluster/apiClient.ts'
import { PortClient } from '../../renderer/engine/client.ts'
import type { Connection } from '../../renderer/engine/client.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** An engine of which only what a test needs is answered. */
function apiWith(methods: Partial<EngineApi>): EngineApi {
  const api: Record<string, unknown> = {}
  for (const method of Object.keys(engineMethods)) api[method] = () => Promise.resolve(ok(null))
  return { ...api, ...methods } as unknown as EngineApi
}

/** The real gate, wire and Comlink over a real channel; `page` is the window's raw end. */
function serve(methods: Partial<EngineApi> = {}): { window: WindowHandle; page: NodePort; errors: unknown[] } {
  const { port1, port2 } = new MessageChannel()
  const errors: unknown[] = []
  let window: WindowHandle | undefined
  const stop = serveWindow(
    port1,
    (handle) => {
      window = handle
      return apiWith(methods)
    },
    { onError: (thrown) => errors.push(thrown) },
  )
  stops.push(stop, () => port2.close())
  return { window: window!, page: port2, errors }
}

function client(page: NodePort, deadline = 5000): { client: PortClient; defects: unknown[] } {
  const defects: unknown[] = []
  // Node's port has the page's methods
  const made = new PortClient(() => Promise.resolve(page as unknown as MessagePort), {
    deadline,
    onDefect: (thrown) => defects.push(thrown),
  })
  stops.push(() => made.close())
  return { client: made, defects }
}

function rows(subscription: number, revision: number): RowsFrame {
  return {
    subscription,
    revision,
    total: 1,
    matching: 1,
    start: 0,
    slots: [],
    rows: [],
    extra: [],
    clusters: [],
    held: null,
    gone: [],
    filterError: null,
    changedAt: 0,
    ledger: { kind: 'core/Pod', state: 'listed', count: 1, since: 0, health: noHealth() },
  }
}

/** Collects what the raw page end hears. */
function hear(page: NodePort): any[] {
  const heard: any[] = []
  page.on('message', (message) => heard.push(message))
  return heard
}

const until = (condition: () => unknown): Promise<void> =>
  vi.waitFor(
    () => {
      if (!condition()) throw new Error('not yet')
    },
    { timeout: 5000, interval: 5 },
  )

describe('questions', () => {
  it('are answered through the gate', async () => {
    const { page } = serve({
      addSource: (path) => Promise.resolve(path === '/a' ? ok(null) : ok(null)),
      search: (_cluster, words, limit) => Promise.resolve(ok([`${words}:${limit}`])),
    })
    const { client: c } = client(page)
    expect(await c.api.addSource('/a')).toEqual(ok(null))
    expect(await c.api.search('ctx-1', 'web', 5)).toEqual(ok(['web:5']))
  })

  it('with bad arguments get bad-input, and the engine never hears of them', async () => {
    const search = vi.fn(() => Promise.resolve(ok([])))
    const { page } = serve({ search })
    const { client: c } = client(page)
    const answer = await c.api.search('ctx-1', 'web', 'many' as unknown as number)
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input', where: 'search, argument 3' } })
    expect(await (c.api.search as any)('ctx-1')).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await (c.api.search as any)('ctx-1', 'web', 5, 'more')).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(
      await c.api.openRows(
        { cluster: 'c', kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false, extra: 1 } as any,
        0,
        10,
      ),
    ).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(search).not.toHaveBeenCalled()
  })

  it('keep the error of an API failure, and redact everything else', async () => {
    const { page } = serve({
      hello: () => {
        throw new Error('no luck with Bearer abcdefgh12345678 at https://me:secret@host/x')
      },
      openCluster: () => Promise.reject(new ApiFailure({ code: 'unreachable', message: 'No route.', where: 'ctx' })),
    })
    const { client: c } = client(page)
    const hello = await c.api.hello()
    expect(hello).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(hello)).not.toMatch(/abcdefgh|secret/)
    expect(await c.api.openCluster('ctx')).toEqual({ ok: false, error: { code: 'unreachable', message: 'No route.', where: 'ctx' } })
  })

  it('have a deadline', async () => {
    const { page } = serve({ hello: () => new Promise(() => {}) })
    const { client: c } = client(page, 50)
    expect(await c.api.hello()).toMatchObject({ ok: false, error: { code: 'timeout', where: 'hello' } })
  })
})

describe('the gate', () => {
  const attacks: [string, unknown][] = [
    ['SET of a method', { id: 'x', type: 'SET', path: ['hello'], value: { type: 'RAW', value: 1 } }],
    ['prototype pollution', { id: 'x', type: 'SET', path: ['constructor', 'prototype', 'polluted'], value: { type: 'RAW', value: 1 } }],
    ['pollution through __proto__', { id: 'x', type: 'SET', path: ['__proto__', 'polluted'], value: { type: 'RAW', value: 1 } }],
    ['CONSTRUCT', { id: 'x', type: 'CONSTRUCT', path: ['hello'], argumentList: [] }],
    ['GET', { id: 'x', type: 'GET', path: ['hello'] }],
    ['ENDPOINT', { id: 'x', type: 'ENDPOINT' }],
    ['RELEASE, which would deafen the engine', { id: 'x', type: 'RELEASE' }],
    ['APPLY of an inherited method', { id: 'x', type: 'APPLY', path: ['toString'], argumentList: [] }],
    ['APPLY of the constructor', { id: 'x', type: 'APPLY', path: ['constructor'], argumentList: [] }],
    ['APPLY along a path', { id: 'x', type: 'APPLY', path: ['hello', 'call'], argumentList: [] }],
    [
      'a handler argument',
      {
        id: 'x',
        type: 'APPLY',
        path: ['addSource'],
        argumentList: [{ type: 'HANDLER', name: 'throw', value: { isError: false, value: 1 } }],
      },
    ],
    ['a path that is no list', { id: 'x', type: 'APPLY', path: 'hello', argumentList: [] }],
    [
      'a thousand arguments',
      { id: 'x', type: 'APPLY', path: ['addSource'], argumentList: Array.from({ length: 1000 }, () => ({ type: 'RAW', value: '/' })) },
    ],
    ['an id that is no string', { id: { toString: 1 }, type: 'APPLY', path: ['hello'], argumentList: [] }],
    ['null', null],
    ['a number', 7],
  ]

  it.each(attacks)('drops %s', async (_name, message) => {
    const { page } = serve({ hello: () => Promise.resolve(ok({ version: 'ok' } as any)) })
    const heard = hear(page)
    page.postMessage({ c: 'rpc', m: message })
    page.postMessage(message)
    page.postMessage({ c: 'rpc', m: { id: 'last', type: 'APPLY', path: ['hello'], argumentList: [] } })
    await until(() => heard.length > 0)
    // the only answer is that to the honest call, and it is unharmed
    expect(heard).toEqual([{ c: 'rpc', m: { id: 'last', type: 'RAW', value: { ok: true, value: { version: 'ok' } } } }])
    expect(({} as any).polluted).toBeUndefined()
  })
})

describe('frames', () => {
  it('that come before anybody listens are kept, and every one is acknowledged', async () => {
    let revision = 0
    const { window, page } = serve({
      openRows: () => {
        const ticket = window.frames.register((subscription) => packRowsFrame(rows(subscription, ++revision)))
        ticket.dirty()
        const timer = setInterval(() => ticket.dirty(), 5)
        stops.push(() => clearInterval(timer))
        return Promise.resolve(ok(ticket.subscription))
      },
    })
    const { client: c } = client(page)
    const opened = await c.api.openRows(
      { cluster: 'c', kind: 'core/Pod', namespaces: null, filter: '', sort: null, problemsOnly: false },
      0,
      50,
    )
    if (!opened.ok) throw new Error('not opened')
    await sleep(100)
    const revisions: number[] = []
    c.onFrame(opened.value, (frame) => revisions.push(frame.frame.revision))
    await until(() => revisions.length >= framesInFlight + 5)
    expect(revisions).toEqual(revisions.map((_, i) => i + 1))
  })

  it('stop after two for a window that never acknowledges, and cost nothing more', async () => {
    let taken = 0
    const { window, page } = serve()
    const heard = hear(page)
    const ticket = window.frames.register((subscription) => packRowsFrame(rows(subscription, ++taken)))
    for (let i = 0; i < 100; i++) {
      ticket.dirty()
      await sleep(2)
    }
    expect(taken).toBe(framesInFlight)
    expect(heard.filter((message) => message.c === 'frame')).toHaveLength(framesInFlight)
    // one acknowledgement, one frame with everything since
    page.postMessage({ c: 'ack' })
    await until(() => taken === framesInFlight + 1)
    expect(taken).toBe(framesInFlight + 1)
  })

  it('are taken in turns', async () => {
    const { window, page } = serve()
    const turns: number[] = []
    const tickets = [1, 2, 3, 4].map(() =>
      window.frames.register((subscription) => {
        turns.push(subscription)
        return packRowsFrame(rows(subscription, turns.length))
      }),
    )
    page.on('message', () => page.postMessage({ c: 'ack' }))
    const busy = setInterval(() => tickets.forEach((ticket) => ticket.dirty()), 1)
    await until(() => turns.length >= 40)
    clearInterval(busy)
    const counts = [1, 2, 3, 4].map((n) => turns.slice(0, 40).filter((turn) => turn === n).length)
    expect(counts).toEqual([10, 10, 10, 10])
  })

  it('of a source that throws disturb no other', async () => {
    const { window, page, errors } = serve()
    const heard = hear(page)
    window.frames
      .register(() => {
        throw new Error('broken')
      })
      .dirty()
    window.frames.register((subscription) => packRowsFrame(rows(subscription, 1))).dirty()
    await until(() => heard.length === 1)
    expect(errors).toHaveLength(1)
  })

  it('of a closed subscription are dropped, also when they are on their way', async () => {
    const { window, page } = serve()
    const { client: c, defects } = client(page)
    const ticket = window.frames.register((subscription) => packRowsFrame(rows(subscription, 1)))
    const got = vi.fn()
    c.onFrame(ticket.subscription, got)
    void c.api.closeSubscription(ticket.subscription)
    ticket.dirty()
    await sleep(60)
    expect(got).not.toHaveBeenCalled()
    expect(defects).toEqual([])
  })

  it('that nobody ever listens to end the subscription, and that is told', async () => {
    const closed = vi.fn(() => Promise.resolve(ok(null)))
    const { window, page } = serve({ closeSubscription: closed })
    const { defects } = client(page)
    const ticket = window.frames.register((subscription) => packRowsFrame(rows(subscription, 1)))
    const busy = setInterval(() => ticket.dirty(), 1)
    await until(() => closed.mock.calls.length > 0)
    clearInterval(busy)
    expect(closed).toHaveBeenCalledWith(ticket.subscription)
    expect(String(defects[0])).toContain('nobody listens')
  })

  it('that are garbage are told, acknowledged, and disturb no other', async () => {
    const { window, page } = serve()
    const { client: c, defects } = client(page)
    let n = 0
    const ticket = window.frames.register((subscription) =>
      ++n <= framesInFlight + 1 ? new Uint8Array([1, 2, 3]) : packRowsFrame(rows(subscription, n)),
    )
    const got = vi.fn()
    c.onFrame(ticket.subscription, got)
    const busy = setInterval(() => ticket.dirty(), 1)
    await until(() => got.mock.calls.length > 0)
    clearInterval(busy)
    expect(defects).toHaveLength(framesInFlight + 1)
  })
})

describe('events', () => {
  it('are squashed: the last state of each subject, ledger entries merged', async () => {
    const { window, page } = serve()
    const { client: c } = client(page)
    const events: EngineEvent[] = []
    c.onEvent((event) => events.push(event))
    const entry = (kind: string, count: number) => ({ kind, state: 'loading' as const, count, since: 0, health: noHealth() })
    for (let i = 0; i <= 1000; i++)
      window.sendEvent({ type: 'ledger', cluster: 'a', entries: [entry(i % 2 === 0 ? 'core/Pod' : 'core/Node', i)] })
    window.sendEvent({ type: 'namespaces', cluster: 'a', namespaces: ['x'] })
    await until(() => events.length === 2)
    expect(events[0]).toMatchObject({
      type: 'ledger',
      entries: [
        { kind: 'core/Pod', count: 1000 },
        { kind: 'core/Node', count: 999 },
      ],
    })
    expect(events[1]).toMatchObject({ type: 'namespaces' })
  })
})

describe('a dying engine', () => {
  it('ends what is open with engine-gone, and the window goes on with the next one', async () => {
    const { page } = serve({ hello: () => new Promise(() => {}) })
    // main stands between: here the test plays its part on a channel of its own
    const { port1, port2 } = new MessageChannel()
    stops.push(() => port1.close())
    port1.on('message', (message) => page.postMessage(message))
    page.on('message', (message) => port1.postMessage(message))
    const { client: c } = client(port2)
    const states: Connection[] = []
    c.onConnection((connection) => states.push(connection))
    const pending = c.api.hello()
    await until(() => states.length === 2)
    port1.postMessage({ c: 'engine-gone', why: 'it crashed', willRestart: true })
    expect(await pending).toMatchObject({ ok: false, error: { code: 'engine-gone' } })
    expect(await c.api.hello()).toMatchObject({ ok: false, error: { code: 'engine-gone' } })

    const next = serve({ hello: () => Promise.resolve(ok({ version: 'second' } as any)) })
    port1.removeAllListeners('message')
    port1.on('message', (message) => next.page.postMessage(message))
    next.page.on('message', (message) => port1.postMessage(message))
    port1.postMessage({ c: 'engine-back' })
    await until(() => states.length === 4)
    expect(await c.api.hello()).toEqual({ ok: true, value: { version: 'second' } })
    expect(states.map((connection) => connection.state)).toEqual(['connecting', 'connected', 'gone', 'connected'])
  })

  it('runs close listeners once when the window goes', async () => {
    const { window, page } = serve()
    const closed = vi.fn()
    window.onClose(closed)
    page.close()
    await until(() => closed.mock.calls.length > 0)
    await sleep(20)
    expect(closed).toHaveBeenCalledTimes(1)
  })
})
