import * as buffer from 'node:buffer'

/** Native where the runtime has it (Node 18.14 and later). */
const native = (buffer as { isUtf8?: (bytes: Uint8Array) => boolean }).isUtf8

/**
 * Whether bytes are UTF-8. Decoders put a replacement character where they are not, and the object would be stored with another name
 * or value than it has.
 */
export function isSoundUtf8(bytes: Uint8Array): boolean {
  if (native !== undefined) return native(bytes)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
