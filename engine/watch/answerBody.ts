import type { ApiStream } from '../cluster/apiClient.ts'
import type { Asked, Trouble } from './trouble.ts'
import { troubleOfStatus } from './trouble.ts'
import type { ServerStatus } from './watchEvent.ts'

/** A Status is small; what is longer is a page of a proxy and of no use. */
const longestStatus = 64 * 1024

/** Reads the body of an answer that is not a success and says what it means. */
export async function troubleOfAnswer(stream: ApiStream, asked: Asked): Promise<Trouble> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream.chunks) {
      parts.push(chunk.slice())
      size += chunk.length
      if (size > longestStatus) break
    }
  } catch {
    // The status line says enough; a body that breaks off adds nothing.
  }
  return troubleOfStatus(stream.status, parseStatus(parts), stream.headers['retry-after'], asked)
}

function parseStatus(parts: readonly Uint8Array[]): ServerStatus {
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {} // HTML of a proxy, or cut off: the status code stands for itself
  }
}
