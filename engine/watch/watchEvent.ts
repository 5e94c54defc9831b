/** One line of a watch. The bytes of objects are a slice of the line. */
export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Uint8Array }
  | { type: 'BOOKMARK'; resourceVersion: string; initialEventsEnd: boolean }
  | { type: 'ERROR'; status: Record<string, unknown> }
  | { type: 'garbage'; reason: string }

const encoder = new TextEncoder()
// Lenient on purpose: what the bytes mean is the sink's to judge, here only type, version and annotations are read.
const decoder = new TextDecoder('utf-8')

/** What Go's encoder writes before every object. */
const shapes = (['ADDED', 'MODIFIED', 'DELETED'] as const).map((type) => ({ type, prefix: encoder.encode(`{"type":"${type}","object":`) }))

const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Splits a line into its type and its object without parsing the object: cloning and parsing is the sink's, once, after it has cut
 * what nobody needs. A line of another shape is parsed whole.
 */
export function splitWatchEvent(line: Uint8Array): WatchEvent {
  for (const { type, prefix } of shapes) {
    if (!startsWith(line, prefix)) continue
    const end = line.length - 1
    if (line[end] === closeBrace && line[end - 1] === closeBrace && line[prefix.length] === openBrace) {
      return { type, object: line.subarray(prefix.length, end) }
    }
    break
  }
  return parseWatchEvent(line)
}

/** The slow way, for any order of members and any spaces. */
export function parseWatchEvent(line: Uint8Array): WatchEvent {
  let event: unknown
  try {
    event = JSON.parse(decoder.decode(line))
  } catch (cause) {
    return { type: 'garbage', reason: `a line of the watch is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
  if (!isRecord(event)) return { type: 'garbage', reason: 'a line of the watch is not a JSON object' }
  const type = event['type']
  const object = event['object']
  if (!isRecord(object)) return { type: 'garbage', reason: `a watch event (${shorten(type)}) has no object` }
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: encoder.encode(JSON.stringify(object)) }
    case 'ERROR':
      return { type, status: object }
    case 'BOOKMARK': {
      const metadata = isRecord(object['metadata']) ? object['metadata'] : {}
      const annotations = isRecord(metadata['annotations']) ? metadata['annotations'] : {}
      const resourceVersion = metadata['resourceVersion']
      if (typeof resourceVersion !== 'string' || resourceVersion === '')
        return { type: 'garbage', reason: 'a bookmark has no resourceVersion' }
      return { type, resourceVersion, initialEventsEnd: annotations['k8s.io/initial-events-end'] === 'true' }
    }
    default:
      return { type: 'garbage', reason: `a watch event has the unknown type ${shorten(type)}` }
  }
}

function startsWith(line: Uint8Array, prefix: Uint8Array): boolean {
  if (line.length <= prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (line[i] !== prefix[i]) return false
  return true
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
