/**
 * Several clusters in one engine: what ten of 5,000 objects hold together against the sum of each alone; whether one that hangs and one that refuses delay the others; and what
 * a hundred registered contexts cost, of which most are dead in three ways. Engines run in processes of their own. Run: `node tests/bench/clusters.ts [--clusters N] [--objects N] [--registered N]`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineLimits } from '../../main/engineLimits.ts'
import { fillEstate } from '../fakeApiServer/estate.ts'
import { FakeApiServer } from '../fakeApiServer/fakeApiServer.ts'
import { type ContextText, kubeconfigText } from '../support/kubeconfigText.ts'
import { bundle } from './parts/bundle.ts'
import { JsonProcess } from './parts/childProcess.ts'
import { Figures, median } from './parts/figures.ts'

interface Run {
  started: number
  live: Record<string, number>
  lookedAt: number | null
  told: Record<string, string>
  objects: number
  longestTurn: number
  longestWork: number
  rss: number
  held: number
  peak: number
}

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10' },
    objects: { type: 'string', default: '5000' },
    registered: { type: 'string', default: '100' },
  },
})
const many = Number(values.clusters)
const registered = Number(values.registered)
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-clusters-'))
const figures = new Figures('clusters')
const engine = await bundle('engineClusters.ts')
const flags = ['--expose-gc', `--max-semi-space-size=${String(engineLimits.maxYoungGenerationSizeMb / 3)}`]
const mb = (bytes: number): number => bytes / 2 ** 20

async function run(contexts: readonly ContextText[], open = contexts.length, look = false): Promise<Run> {
  const file = join(folder, 'config')
  writeFileSync(file, kubeconfigText(contexts), { mode: 0o600 })
  const child = new JsonProcess(engine, [file, String(open), ...(look ? ['look'] : [])], flags)
  try {
    return await child.next<Run>(300_000)
  } finally {
    await child.stop()
  }
}

/** Takes connections and says nothing, or says something that is no TLS. */
async function listen(onSocket: (socket: Socket) => void): Promise<{ port: number; server: Server; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server, sockets }
}

const servers = await Promise.all(
  Array.from({ length: many }, async (_, i) => {
    const server = new FakeApiServer()
    fillEstate(server.etcd, {
      pods: Math.round(Number(values.objects) * 0.3),
      others: Math.round(Number(values.objects) * 0.7),
      seed: i + 1,
    })
    await server.start()
    return server
  }),
)
const hanging = await listen(() => {})
const garbage = await listen((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n<html>\u0007</html>'))
const closed = await listen(() => {})
await new Promise<void>((resolve) => closed.server.close(() => resolve()))
const first = servers[0] as FakeApiServer
const contextOf = (server: FakeApiServer, name: string, port = server.port): ContextText => ({
  name,
  server: `https://127.0.0.1:${String(port)}`,
  ca: server.authority.ca,
  user: { ...server.userEntry('admin') },
})
const good = servers.map((server, i) => contextOf(server, `good-${String(i).padStart(2, '0')}`))
const badPorts = [hanging.port, closed.port, garbage.port]
const bad = (i: number): ContextText => contextOf(first, `bad-${String(i).padStart(2, '0')}`, badPorts[i % 3])

try {
  const base = await run(good, 0)
  const single: Run[] = []
  for (const context of good) single.push(await run([context]))
  const together = await run(good)
  const sumHeld = single.reduce((sum, { held }) => sum + held - base.held, 0)
  const sumRss = single.reduce((sum, { rss }) => sum + rss - base.rss, 0)
  figures.heading(`${String(many)} live clusters, ${String(together.objects)} objects`)
  figures.add('engine with nothing open, held', mb(base.held), ' MB', undefined, `resident ${mb(base.rss).toFixed(0)} MB`)
  figures.add('one cluster, held beyond that (median)', median(single.map(({ held }) => mb(held - base.held))), ' MB')
  figures.add(
    'all together, held beyond that',
    mb(together.held - base.held),
    ' MB',
    undefined,
    `resident ${mb(together.rss).toFixed(0)} MB`,
  )
  figures.add('  against the sum of each alone', (together.held - base.held) / sumHeld, 'x', 1.3)
  figures.add('  the same of resident memory', (together.rss - base.rss) / sumRss, 'x', 1.3)
  figures.add('one alone until live (median)', median(single.flatMap(({ live }) => Object.values(live))), ' ms')
  figures.add('all together until the first is live', Math.min(...Object.values(together.live)), ' ms')
  figures.add('all together until the last is live', Math.max(...Object.values(together.live)), ' ms')
  figures.add(
    'longest turn of the engine thread meanwhile',
    together.longestTurn,
    ' ms',
    undefined,
    `${together.longestWork.toFixed(0)} ms of processor time`,
  )
  const seen = await run(good, good.length, true)
  const last = good.at(-1)?.name ?? ''
  figures.add('somebody looks at the last one: until its Pods are listed', seen.lookedAt ?? NaN, ' ms')
  figures.add('  until it is live', seen.live[last] ?? NaN, ' ms')
  figures.add('  against the last to be live', (seen.live[last] ?? NaN) / Math.max(...Object.values(seen.live)), 'x', 0.5)
  if (together.objects !== single.reduce((sum, { objects }) => sum + objects, 0))
    figures.wrong('together they hold other objects than each alone')

  const withBad = await run([bad(0), bad(1), ...good])
  figures.heading(`the same with one that hangs and one that refuses: ${JSON.stringify(withBad.told)}`)
  figures.add('until the last of the good is live', Math.max(...Object.values(withBad.live)), ' ms')
  figures.add('  against without them', Math.max(...Object.values(withBad.live)) / Math.max(...Object.values(together.live)), 'x', 1.3)
  if (Object.keys(withBad.live).length !== many) figures.wrong('not every good cluster got live')

  const crowd = [...Array.from({ length: registered - 1 }, (_, i) => bad(i)), good[0] as ContextText]
  const few = await run([good[0] as ContextText])
  const closedCrowd = await run(crowd, 0)
  const openCrowd = await run(crowd)
  const states = Object.values(openCrowd.told)
  figures.heading(
    `${String(registered)} registered, all but one dead: ${[...new Set(states)].map((state) => `${String(states.filter((each) => each === state).length)} ${state}`).join(', ')}`,
  )
  figures.add('start with one registered', few.started, ' ms')
  figures.add(
    `start with ${String(registered)}`,
    closedCrowd.started,
    ' ms',
    undefined,
    `${(closedCrowd.started / few.started).toFixed(1)}x`,
  )
  figures.add('registered, none open, held beyond nothing', mb(closedCrowd.held - base.held), ' MB')
  figures.add('all opened at once, held', mb(openCrowd.held - few.held) / registered, ' MB for each that is dead')
  figures.add(
    'the live one until live',
    openCrowd.live['good-00'] ?? NaN,
    ' ms',
    undefined,
    `alone ${(few.live['good-00'] ?? NaN).toFixed(0)} ms`,
  )
  figures.add('  against alone', (openCrowd.live['good-00'] ?? NaN) / (few.live['good-00'] ?? NaN), 'x', 2)
  figures.add('longest turn of the engine thread meanwhile', openCrowd.longestTurn, ' ms')
  if (openCrowd.live['good-00'] === undefined) figures.wrong('the live one did not get live')
  figures.end({ base, single, together, seen, withBad, few, closedCrowd, openCrowd, config: readFileSync(join(folder, 'config')).length })
} finally {
  for (const { server, sockets } of [hanging, garbage]) {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
