import type { Answer } from './answer.ts'
import type { Collection, Etcd, Stored, StoredEvent } from './etcd.ts'
import type { FaultAction } from './faults.ts'
import { expired, type StatusAnswer } from './status.ts'

/** What a watch asks for. */
export interface WatchRequest {
  version: number | null
  initialEvents: boolean
  bookmarks: boolean
  timeoutSeconds: number
  matches(stored: Stored): boolean
  /** Objects are sent whole, in the form all such watches share. */
  whole: boolean
  render(stored: Stored): string
}

/** The object of a bookmark: kind, version, and the mark that ends the initial events. */
function bookmark(collection: Collection, version: number, initialEnd: boolean): string {
  const annotations = initialEnd ? ',"annotations":{"k8s.io/initial-events-end":"true"}' : ''
  return `{"type":"BOOKMARK","object":${collection.prefix}"metadata":{"resourceVersion":"${version}","creationTimestamp":null${annotations}}}}\n`
}

function errorLine(status: StatusAnswer): string {
  return `{"type":"ERROR","object":${JSON.stringify(status.body)}}\n`
}

/** Serves one watch until it times out, the client goes, or a fault ends it. */
export function serveWatch(etcd: Etcd, collection: Collection, request: WatchRequest, answer: Answer, fault: FaultAction | null): void {
  answer.head(200, { 'content-type': 'application/json' })
  // an answer without a body yet must still leave, or the client waits for its headers
  answer.bytes('')
  const line = (type: string, stored: Stored) => `{"type":"${type}","object":${request.render(stored)}}\n`
  if (request.version !== null && request.version > 0 && request.version < collection.compacted && !request.initialEvents) {
    answer.bytes(errorLine(expired(request.version, collection.compacted)))
    answer.end()
    return
  }

  // What happens in one step leaves in one write, as the kernel would send it.
  let unsent = ''
  const flush = () => {
    const text = unsent
    unsent = ''
    if (text !== '') answer.bytes(text)
  }
  const write = (text: string) => {
    if (unsent === '') queueMicrotask(flush)
    unsent += text
  }
  let sent = 0
  const send = (event: StoredEvent) => {
    if (!request.matches(event.object)) return
    // as a real server: from a version of the future, nothing until that version has come
    if (!request.initialEvents && request.version !== null && event.version <= request.version) return
    if (fault?.type === 'line' && sent === fault.after) write(fault.text)
    sent++
    write(line(event.type, event.object))
  }

  // While the first objects are on their way, what happens meanwhile waits behind them.
  let waiting: StoredEvent[] | null = []
  const hear = (event: StoredEvent) => {
    if (waiting === null) send(event)
    else waiting.push(event)
  }
  const live = () => {
    if (fault?.type === 'line' && sent <= fault.after) write(fault.text)
    const missed = waiting ?? []
    waiting = null
    for (const event of missed) send(event)
  }

  if (request.initialEvents || request.version === null || request.version === 0) {
    const version = etcd.version
    const objects = [...collection.objects.values()]
    const initial = function* (): Generator<Buffer> {
      for (const stored of objects) {
        if (!request.matches(stored)) continue
        sent++
        yield request.whole ? collection.added(stored) : Buffer.from(line('ADDED', stored))
      }
    }
    answer.flow(initial(), () => {
      if (request.initialEvents && fault?.type !== 'noBookmark' && !answer.bytes(bookmark(collection, version, true))) return
      live()
    })
    if (answer.dead) return
  } else {
    for (const event of collection.history) if (event.version > request.version) send(event)
    live()
  }

  collection.watchers.add(hear)
  const marks = request.bookmarks
    ? setInterval(() => {
        if (waiting === null) write(bookmark(collection, etcd.version, false))
      }, 5000)
    : undefined
  const stop = () => {
    collection.watchers.delete(hear)
    clearInterval(marks)
    clearTimeout(timeout)
  }
  const timeout = setTimeout(() => {
    if (request.bookmarks && waiting === null) write(bookmark(collection, etcd.version, false))
    flush()
    stop()
    answer.end()
  }, request.timeoutSeconds * 1000)
  answer.onClose(stop)
}
