import type { ServedKind } from '../../engine/cluster/servedKind.ts'
import type { ModelFault, ModelRequest, ModelServer } from './modelServer.ts'
import { errorLine, statusText } from './modelServer.ts'

/** Something that goes wrong: either with a request to come, or at once with what is open. */
type FaultKind =
  | { name: string; request: (random: () => number) => ModelFault; fits?: (request: ModelRequest) => boolean }
  | { name: string; now: (server: ModelServer, kind: ServedKind, random: () => number) => void }

const isWatch = (request: ModelRequest): boolean => request.watch
const isList = (request: ModelRequest): boolean => !request.watch
const isWatchList = (request: ModelRequest): boolean => request.query.has('sendInitialEvents')

const status =
  (code: number, headers: Record<string, string> = {}, body = statusText(code)): (() => ModelFault) =>
  () => ({ do: 'status', status: code, headers, body })
const live =
  (act: (watch: ReturnType<ModelServer['watches']>[number], server: ModelServer, kind: ServedKind, random: () => number) => void) =>
  (server: ModelServer, kind: ServedKind, random: () => number): void => {
    for (const watch of server.watches(kind)) act(watch, server, kind, random)
  }
const line = (text: string | Uint8Array): ((server: ModelServer, kind: ServedKind, random: () => number) => void) =>
  live((watch) => {
    watch.line(text)
  })
const tampered = (
  tamper: (text: string, random: () => number) => string | Uint8Array,
): ((server: ModelServer, kind: ServedKind, random: () => number) => void) =>
  live((watch, _server, _kind, random) => {
    watch.tamper = (text) => tamper(text, random)
  })

/** Some object that the server holds, as the line of an event. */
function eventOf(server: ModelServer, kind: ServedKind, random: () => number, type: string): string | null {
  const held = [...server.objects(kind).values()]
  const object = held[Math.floor(random() * held.length)]
  return object === undefined ? null : `{"type":"${type}","object":{"kind":"${kind.kind}",${object.text.slice(1)}}`
}

/** The faults of the schedules; most of `figures.md`'s list, as far as they can reach a reflector. */
export const faultKinds: readonly FaultKind[] = [
  { name: 'connect refused', request: () => ({ do: 'refuse' }) },
  { name: 'no headers', request: () => ({ do: 'hang' }) },
  { name: 'RST mid-list', fits: isList, request: (random) => ({ do: 'cut', after: random() * 100, how: 'reset' }) },
  { name: 'FIN mid-list', fits: isList, request: (random) => ({ do: 'cut', after: random() * 100, how: 'end' }) },
  { name: 'black hole mid-list', fits: isList, request: (random) => ({ do: 'cut', after: random() * 100, how: 'stall' }) },
  { name: 'one byte at a time', request: () => ({ do: 'drip' }) },
  { name: 'one wrong byte in a list', fits: isList, request: (random) => ({ do: 'corrupt', at: random() }) },
  { name: '301', request: status(301) },
  { name: '400', request: status(400) },
  { name: '401', request: status(401) },
  { name: '403 list', fits: isList, request: status(403) },
  { name: '403 watch', fits: isWatch, request: status(403) },
  { name: '404', request: status(404) },
  { name: '405', request: status(405) },
  { name: '406', request: status(406) },
  { name: '409', request: status(409) },
  { name: '410 list', fits: isList, request: status(410, {}, statusText(410, 'too old', 'Expired')) },
  { name: '410 watch', fits: isWatch, request: status(410, {}, statusText(410, 'too old', 'Expired')) },
  {
    name: '410 mid-continue',
    fits: (request) => request.query.has('continue'),
    request: status(410, {}, statusText(410, 'too old', 'Expired')),
  },
  { name: '429 with Retry-After', request: status(429, { 'retry-after': '3' }) },
  { name: '429 without Retry-After', request: status(429) },
  { name: '500', request: status(500) },
  { name: '502 with HTML', request: status(502, { 'content-type': 'text/html' }, '<html><title>Bad Gateway</title></html>') },
  { name: '503 with Retry-After', request: status(503, { 'retry-after': '2' }) },
  { name: '504', request: status(504) },
  { name: 'too large resourceVersion', request: status(504, {}, statusText(504, 'Too large resource version: 9, current: 1', 'Timeout')) },
  { name: 'HTML instead of an answer', request: () => ({ do: 'body', text: '<html>log in</html>' }) },
  { name: 'empty answer', request: () => ({ do: 'body', text: '' }) },
  { name: 'watch: FIN without bytes', fits: isWatch, request: () => ({ do: 'cut', after: 0, how: 'end' }) },
  { name: 'watch: RST after some time', fits: isWatch, request: (random) => ({ do: 'cut', after: random() * 100, how: 'reset' }) },
  { name: 'watch: black hole', fits: isWatch, request: (random) => ({ do: 'cut', after: random() * 100, how: 'stall' }) },
  { name: 'end-bookmark missing', fits: isWatchList, request: () => ({ do: 'no-end-bookmark' }) },
  { name: 'bookmarks missing', fits: isWatch, request: () => ({ do: 'no-bookmarks' }) },
  { name: 'WatchList refused', fits: isWatchList, request: () => ({ do: 'refuse-watchlist', status: 422 }) },
  {
    name: 'open watch: RST',
    now: live((watch) => {
      watch.reset()
    }),
  },
  {
    name: 'open watch: FIN',
    now: live((watch) => {
      watch.close()
    }),
  },
  {
    name: 'open watch: black hole',
    now: live((watch) => {
      watch.stall()
    }),
  },
  { name: 'ERROR event 410', now: line(errorLine(410, 'too old resource version', 'Expired')) },
  { name: 'ERROR event 429', now: line(errorLine(429, 'slow down', 'TooManyRequests')) },
  { name: 'ERROR event 500', now: line(errorLine(500, 'internal', 'InternalError')) },
  { name: 'bookmark without a number', now: line('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"abc"}}}') },
  { name: 'bookmark back in time', now: line('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"101"}}}') },
  { name: 'line of garbage', now: line('{"type":"ADDED","object":{"metadata":') },
  { name: 'empty lines', now: line('\n\r\n') },
  { name: 'unknown event type', now: tampered((text) => text.replace(/^{"type":"[A-Z]+"/, '{"type":"EXPLODED"')) },
  { name: 'event truncated', now: tampered((text, random) => text.slice(0, Math.floor(random() * text.length))) },
  { name: 'event with invalid UTF-8', now: tampered((text) => Buffer.from(text.replace('"name":"', '"name":"\u00ff\u00fe'), 'latin1')) },
  {
    name: 'event in another order of members',
    now: tampered((text) => text.replace(/^{"type":("[A-Z]+"),"object":(.*)}$/s, '{ "object" : $2, "type" : $1 }')),
  },
  {
    name: 'ADDED twice',
    now: live((watch, server, kind, random) => {
      const text = eventOf(server, kind, random, 'ADDED')
      if (text !== null) watch.line(text)
    }),
  },
  {
    name: 'MODIFIED with what is known',
    now: live((watch, server, kind, random) => {
      const text = eventOf(server, kind, random, 'MODIFIED')
      if (text !== null) watch.line(text)
    }),
  },
  {
    name: 'DELETED unknown',
    now: line('{"type":"DELETED","object":{"kind":"Pod","metadata":{"name":"nobody","namespace":"a","uid":"x","resourceVersion":"101"}}}'),
  },
  {
    name: 'version back in time',
    now: live((watch, server, kind, random) => {
      const held = [...server.objects(kind).values()]
      const object = held[Math.floor(random() * held.length)]
      if (object !== undefined)
        watch.line(
          `{"type":"MODIFIED","object":{"kind":"${kind.kind}",${object.text.slice(1).replace(`"${String(object.version)}"`, '"100"')}}`,
        )
    }),
  },
  {
    name: 'history compacted',
    now: (server) => {
      server.compact()
    },
  },
]

/** Bodies that are sound JSON and unusual all the same. */
const oddBodies: readonly ((n: number) => string)[] = [
  (n) => `"data":{"n":"${String(n)}"}`,
  (n) => `"data":{"n":"x","n":"${String(n)}"}`, // a key twice: the last counts
  (n) => `"data":{"__proto__":{"polluted":"yes"},"constructor":"c","n":"${String(n)}"}`,
  (n) => `"spec":{"text":"}]{[\\"\\\\","n":${String(n)}}`,
  (n) => `"spec":{"name":"grüße 🎈 \\ud83c\\udf88","n":${String(n)}}`,
  (n) => `"data":{"big":"${'x'.repeat(3000)}","n":"${String(n)}"}`,
  (n) => `"spec":{"resourceVersion":"1","metadata":{"resourceVersion":"2"},"n":${String(n)}}`,
  () => '',
]

/** One change of the server's objects. */
export function mutate(server: ModelServer, kinds: readonly ServedKind[], random: () => number, n: number): string {
  const kind = kinds[Math.floor(random() * kinds.length)]
  if (kind === undefined) return 'nothing'
  const namespace = kind.namespaced ? (['a', 'b', 'c'][Math.floor(random() * 3)] ?? 'a') : ''
  const name = `o${String(Math.floor(random() * 12))}`
  const body = oddBodies[Math.floor(random() * oddBodies.length)]?.(n) ?? ''
  const what = random()
  if (what < 0.25) {
    server.remove(kind, namespace, name)
    return `remove ${kind.id} ${namespace}/${name}`
  }
  if (what < 0.35) {
    // The same name at once again, as another object.
    server.remove(kind, namespace, name)
    server.put(kind, namespace, name, body)
    return `replace ${kind.id} ${namespace}/${name}`
  }
  server.put(kind, namespace, name, body)
  return `put ${kind.id} ${namespace}/${name}`
}
