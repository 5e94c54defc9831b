// Runs the fake API server in a process of its own, for benches and for looking at the app by hand:
//   node tests/fakeApiServer/main.ts --pods 10000 --others 40000 --churn 500 --kubeconfig FILE
// Prints one JSON line when ready; answers `churn N [stamped|crashing]`, `log-lines N`, `log-rate N` (lines of
// the first container of the first pod, N a second), `stats`, `digest` (of all pods: name, version, restarts) and `restarts NAMESPACE/NAME` on standard input.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { startChurn, type Churn, type ChurnWay } from './churn.ts'
import { fillEstate } from './estate.ts'
import { FakeApiServer } from './fakeApiServer.ts'

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '1000' },
    others: { type: 'string', default: '4000' },
    churn: { type: 'string', default: '0' },
    port: { type: 'string', default: '0' },
    kubeconfig: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const server = new FakeApiServer({ port: Number(values.port) })
fillEstate(server.etcd, { pods: Number(values.pods), others: Number(values.others), seed: Number(values.seed) })
await server.start()
const kubeconfig = server.kubeconfig()
if (values.kubeconfig !== undefined) writeFileSync(values.kubeconfig, kubeconfig, { mode: 0o600 })
let churn: Churn | null = null
const setChurn = (rate: number, way: ChurnWay = 'restarts') => {
  churn?.stop()
  churn = rate > 0 ? startChurn(server.etcd, rate, 1, way) : null
}
setChurn(Number(values.churn))
const counts = () => Object.fromEntries([...server.etcd.collections()].map((each) => [each.resource.resource, each.objects.size]))
console.log(JSON.stringify({ ready: true, url: server.url, pid: process.pid, counts: counts() }))
/** Processor time of this process so far, all threads. */
function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
function podDigest(): string {
  const lines = [...(server.etcd.collection('', 'pods')?.objects.values() ?? [])].map(
    (pod) => `${pod.key} ${String(pod.version)} ${/"restartCount":(\d+)/.exec(pod.rest)?.[1] ?? ''}`,
  )
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}
function restartsOf(key: string): string {
  return /"restartCount":(\d+)/.exec(server.etcd.collection('', 'pods')?.objects.get(key)?.rest ?? '')?.[1] ?? ''
}
const firstPod = [...(server.etcd.collection('', 'pods')?.objects.values() ?? [])][0]
let logged = 0
let logTimer: NodeJS.Timeout | null = null
function log(lines: number): void {
  if (firstPod === undefined) return
  const now = Date.now()
  for (let i = 0; i < lines; i++) {
    const n = logged++
    const text = `{"level":"${n % 50 === 0 ? 'error' : 'info'}","sent":${now},"msg":"request served","path":"/api/v1/items/${n}","status":${n % 50 === 0 ? 500 : 200}}`
    server.logs.write(firstPod.namespace, firstPod.name, 'main', text, BigInt(now) * 1_000_000n + BigInt(n % 1_000_000))
  }
}
function logRate(rate: number): void {
  if (logTimer !== null) clearInterval(logTimer)
  logTimer = null
  if (rate === 0) return
  const began = performance.now()
  let written = 0
  // what a late timer missed is caught up with
  logTimer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * rate) - written
    written += due
    log(due)
  }, 5)
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, argument, how] = line.split(' ')
  if (command === 'log-lines') log(Number(argument))
  if (command === 'log-rate') logRate(Number(argument))
  if (command === 'churn') setChurn(Number(argument), how === 'stamped' || how === 'crashing' ? how : 'restarts')
  console.log(
    JSON.stringify({
      command,
      ...(command === 'digest' ? { digest: podDigest() } : {}),
      ...(command === 'restarts' ? { restarts: restartsOf(argument ?? '') } : {}),
      logged,
      firstPod: firstPod?.key ?? '',
      events: churn?.events ?? 0,
      version: server.etcd.version,
      cpu: cpuMicroseconds(),
      requests: server.seen.filter((each) => each.verb === 'list' || each.verb === 'watch').length,
      counts: counts(),
    }),
  )
})
process.stdin.on('close', () => {
  churn?.stop()
  void server.stop().then(() => process.exit(0))
})
