import type { ApiStream } from '../cluster/apiClient.ts'
import type { Refusal } from './trouble.ts'

/** A Status is small; what is longer is a page of a proxy and of no use. */
const longestStatus = 64 * 1024

/** Reads the body of an answer that is not a success, as far as it is of use. */
export async function readRefusal(stream: ApiStream): Promise<Refusal> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream.chunks) {
      parts.push(new Uint8Array(chunk))
      size += chunk.length
      if (size > longestStatus) break
    }
  } catch {
    // The status line says enough; a body that breaks off adds nothing.
  }
  return { status: stream.status, headers: stream.headers, body: Buffer.concat(parts) }
}
