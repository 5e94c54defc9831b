import type { Answer } from './answer.ts'
import type { PlainObject } from './etcd.ts'
import { badRequest, notFound } from './status.ts'

/** One line as a kubelet keeps it. */
interface KeptLine {
  /** Nanoseconds since the epoch. */
  at: bigint
  text: string | Buffer
}

/** One run of a container. */
interface Run {
  lines: KeptLine[]
  ended: boolean
  followers: Set<() => void>
}

/** The logs of all containers of the fake cluster, answered as a kubelet does: whole seconds in `sinceTime`, nanoseconds before each line. */
export class PodLogs {
  readonly #runs = new Map<string, Run[]>()

  /** Writes one line; `at` is nanoseconds since the epoch, now if not given. */
  write(namespace: string, pod: string, container: string, text: string | Buffer, at: bigint = BigInt(Date.now()) * 1_000_000n): void {
    const run = this.#current(`${namespace}/${pod}/${container}`)
    run.lines.push({ at, text })
    for (const tell of run.followers) tell()
  }

  /** The container ends: who follows comes to an end. */
  end(namespace: string, pod: string, container: string): void {
    const run = this.#current(`${namespace}/${pod}/${container}`)
    run.ended = true
    for (const tell of run.followers) tell()
  }

  /** The container runs again; what it wrote before is its previous log. */
  restart(namespace: string, pod: string, container: string): void {
    this.end(namespace, pod, container)
    this.#runs.get(`${namespace}/${pod}/${container}`)?.push({ lines: [], ended: false, followers: new Set() })
  }

  /** Answers `GET …/pods/NAME/log`. */
  serve(query: URLSearchParams, pod: PlainObject, answer: Answer): void {
    const { namespace = '', name = '' } = pod.metadata
    const spec = pod['spec'] as { containers?: { name: string }[]; initContainers?: { name: string }[] } | undefined
    const names = (spec?.containers ?? []).map((each) => each.name)
    const initial = (spec?.initContainers ?? []).map((each) => each.name)
    const container = query.get('container') ?? (names.length === 1 ? names[0] : undefined)
    if (container === undefined)
      return answer.status(
        badRequest(
          `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]${initial.length > 0 ? ` or one of the init containers: [${initial.join(' ')}]` : ''}`,
        ),
      )
    if (![...names, ...initial].includes(container)) return answer.status(badRequest(`container ${container} is not valid for pod ${name}`))
    const status = pod['status'] as { containerStatuses?: { name: string; state?: { waiting?: { reason?: string } } }[] } | undefined
    const waiting = status?.containerStatuses?.find((each) => each.name === container)?.state?.waiting
    const runs = this.#runs.get(`${namespace}/${name}/${container}`) ?? []
    const previous = query.get('previous') === 'true'
    if (previous && runs.length < 2)
      return answer.status(badRequest(`previous terminated container "${container}" in pod "${name}" not found`))
    if (waiting !== undefined && runs.length === 0)
      return answer.status(
        badRequest(`container "${container}" in pod "${name}" is waiting to start: ${waiting.reason ?? 'ContainerCreating'}`),
      )
    const run = previous ? runs[runs.length - 2] : this.#current(`${namespace}/${name}/${container}`)
    if (run === undefined) return answer.status(notFound())
    this.#send(run, query, answer)
  }

  #send(run: Run, query: URLSearchParams, answer: Answer): void {
    const stamped = query.get('timestamps') === 'true'
    let next = firstLine(run, query)
    let waiting = false
    // many lines that are written together leave together
    const soon = (): void => {
      if (waiting) return
      waiting = true
      setImmediate(push)
    }
    const push = (): void => {
      waiting = false
      if (answer.dead) {
        run.followers.delete(soon)
        return
      }
      // in pieces that end anywhere, as they do on a network
      while (next < run.lines.length && answer.taken) {
        const parts: Buffer[] = []
        for (let i = 0; i < 2_000 && next < run.lines.length; i++) {
          const { at, text } = run.lines[next++] as KeptLine
          if (stamped) parts.push(Buffer.from(`${stamp(at)} `))
          parts.push(typeof text === 'string' ? Buffer.from(text) : text, Buffer.from('\n'))
        }
        answer.bytes(Buffer.concat(parts))
      }
      if (next < run.lines.length) {
        waiting = true
        return answer.whenTaken(push)
      }
      if (query.get('follow') !== 'true' || run.ended) {
        run.followers.delete(soon)
        answer.end()
      }
    }
    answer.head(200, { 'content-type': 'text/plain' })
    if (query.get('follow') === 'true') {
      run.followers.add(soon)
      answer.onClose(() => run.followers.delete(soon))
    }
    push()
  }

  #current(key: string): Run {
    const runs = this.#runs.get(key) ?? [{ lines: [], ended: false, followers: new Set<() => void>() }]
    this.#runs.set(key, runs)
    return runs[runs.length - 1] as Run
  }
}

/** The first line that is asked for: the kubelet knows whole seconds, and takes the tail of what is left. */
function firstLine(run: Run, query: URLSearchParams): number {
  const sinceTime = query.get('sinceTime')
  const sinceSeconds = query.get('sinceSeconds')
  const since =
    sinceTime !== null
      ? BigInt(Math.floor(Date.parse(sinceTime) / 1000)) * 1_000_000_000n
      : sinceSeconds !== null
        ? (BigInt(Date.now()) - BigInt(sinceSeconds) * 1000n) * 1_000_000n
        : null
  let first = since === null ? 0 : run.lines.findIndex((line) => line.at >= since)
  if (first < 0) first = run.lines.length
  const tail = query.get('tailLines')
  return tail === null ? first : Math.max(first, run.lines.length - Number(tail))
}

/** RFC 3339 with nine digits, as a kubelet writes it. */
function stamp(at: bigint): string {
  return `${new Date(Number(at / 1_000_000n)).toISOString().slice(0, 19)}.${String(at % 1_000_000_000n).padStart(9, '0')}Z`
}
