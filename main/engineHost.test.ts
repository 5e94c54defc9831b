import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EngineHost } from './engineHost.ts'
import type { EngineState } from './engineHost.ts'
import { EngineRelay } from './engineRelay.ts'
import type { PagePort } from './engineRelay.ts'

/** A real worker that behaves like the engine's: says ready, echoes calls, dies on request. */
const engine = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (m) => {
    if (m.type === 'stop') process.exit(0)
    if (m.type === 'vault') parentPort.postMessage({ type: 'allow-weak', allow: m.key === null })
    if (m.type === 'connect') m.port.on('message', (w) => {
      if (w.m === 'die') throw new Error('as asked')
      if (w.m === 'forge') { m.port.postMessage({ c: 'engine-gone' }); m.port.postMessage(null); m.port.postMessage(7); m.port.postMessage([1]) }
      m.port.postMessage({ c: 'rpc', m: w })
      m.port.postMessage({ c: 'frame', b: new Uint8Array([1, 2, 3]) })
    })
  })
  parentPort.postMessage({ type: 'ready' })
`

const hosts: EngineHost[] = []
const ends: (() => void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) end()
  await Promise.all(hosts.splice(0).map((host) => host.stop()))
})

function start(source = engine): { host: EngineHost; states: EngineState[]; said: unknown[]; problems: string[] } {
  const states: EngineState[] = []
  const said: unknown[] = []
  const problems: string[] = []
  const host = new EngineHost({
    startWorker: () => new Worker(source, { eval: true, stderr: true }),
    greet: () => [{ type: 'vault', policy: { mode: 'ask', backend: 'basic_text' }, key: null }],
    onMessage: (message) => said.push(message),
    onProblem: (problem) => problems.push(problem),
    restartDelays: [5],
  })
  hosts.push(host)
  host.onState((state) => states.push(state))
  host.start()
  return { host, states, said, problems }
}

/** A window's port in Electron's clothes, and the window's end of it. */
function page(): { port: PagePort; heard: any[]; send: (message: unknown) => void; closed: Promise<unknown> } {
  const { port1, port2 } = new MessageChannel()
  const heard: any[] = []
  port2.on('message', (message) => heard.push(message))
  ends.push(() => port2.close())
  const port: PagePort = {
    postMessage: (message) => port1.postMessage(message),
    on: (event: string, listener: (value: any) => void) =>
      port1.on(event, event === 'message' ? (data: unknown) => listener({ data }) : listener),
    start: () => port1.start(),
    close: () => port1.close(),
  }
  return { port, heard, send: (message) => port2.postMessage(message), closed: once(port2, 'close') }
}

const until = (condition: () => unknown): Promise<void> =>
  vi.waitFor(
    () => {
      if (!condition()) throw new Error('not yet')
    },
    { timeout: 8000, interval: 5 },
  )

describe('EngineHost and EngineRelay', () => {
  it('greets the worker, hears it, and carries messages and bytes both ways', async () => {
    const { host, states, said } = start()
    const { port, heard, send } = page()
    new EngineRelay(host).connect(port)
    send({ c: 'rpc', m: 'hello' })
    await until(() => heard.length === 2)
    expect(heard).toEqual([
      { c: 'rpc', m: { c: 'rpc', m: 'hello' } },
      { c: 'frame', b: new Uint8Array([1, 2, 3]) },
    ])
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running'])
    expect(said).toEqual([{ type: 'allow-weak', allow: true }])
  })

  it('drops what is not for the other side, and survives it', async () => {
    const { host } = start()
    const { port, heard, send } = page()
    new EngineRelay(host).connect(port)
    for (const junk of [
      null,
      undefined,
      7,
      'x',
      [],
      { c: 'event' },
      { c: 'engine-back' },
      { c: 'frame', b: new Uint8Array(1) },
      { m: 1 },
      new Map([['c', 'rpc']]),
    ])
      send(junk)
    send({ c: 'rpc', m: 'forge' })
    await until(() => heard.length >= 2)
    expect(heard.map((message) => message.c)).toEqual(['rpc', 'frame'])
    expect(heard[0].m.m).toBe('forge')
  })

  it('tells the window when the engine dies, and connects it to the next one', async () => {
    const { host, states, problems } = start()
    const { port, heard, send } = page()
    new EngineRelay(host).connect(port)
    await until(() => host.state.state === 'running')
    send({ c: 'rpc', m: 'die' })
    await until(() => heard.some((message) => message.c === 'engine-back'))
    expect(heard).toEqual([{ c: 'engine-gone', why: 'it failed (Error)', willRestart: true }, { c: 'engine-back' }])
    expect(problems).toEqual(['the engine stopped'])
    send({ c: 'rpc', m: 'again' })
    await until(() => heard.length === 4)
    expect(heard[2]).toEqual({ c: 'rpc', m: { c: 'rpc', m: 'again' } })
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running', 'down', 'starting', 'running'])
  })

  it('gives up after three restarts in a minute, says so, and starts again when a person asks', async () => {
    let broken = true
    const states: EngineState[] = []
    const host = new EngineHost({
      startWorker: () => new Worker(broken ? 'throw new TypeError("no")' : engine, { eval: true, stderr: true }),
      greet: () => [],
      onMessage: () => {},
      onProblem: () => {},
      restartDelays: [5],
    })
    hosts.push(host)
    const { port, heard } = page()
    new EngineRelay(host).connect(port)
    host.onState((state) => states.push(state))
    host.start()
    await until(() => states.filter(({ state }) => state === 'down').length === 4)
    expect(states.at(-1)).toEqual({ state: 'down', why: 'it failed (TypeError)', willRestart: false })
    await until(() => heard.length === 4)
    expect(heard.at(-1)).toMatchObject({ c: 'engine-gone', willRestart: false })
    // a window that opens now hears it, too
    const late = page()
    new EngineRelay(host).connect(late.port)
    await until(() => late.heard.length === 1)
    broken = false
    host.restart()
    await until(() => heard.at(-1).c === 'engine-back')
  })

  it('ends the engine orderly, and a deaf one by force', async () => {
    const { host, states } = start()
    await until(() => host.state.state === 'running')
    await host.stop()
    expect(states.some(({ state }) => state === 'down')).toBe(false)

    const deaf = start(`require('node:worker_threads').parentPort.postMessage({ type: 'ready' }); for (;;) {}`)
    await until(() => deaf.host.state.state === 'running')
    await deaf.host.stop()
    expect(deaf.problems).toEqual([expect.stringContaining('by force')])
  }, 20_000)

  it('closes the window’s wire when its end is closed', async () => {
    const { host } = start()
    const { port, closed } = page()
    const end = new EngineRelay(host).connect(port)
    end()
    end()
    await closed
  })
})
