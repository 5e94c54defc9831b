import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// KBLE, version 1, 12 bytes nonce, 16 bytes tag, 8 bytes sequence, then the encrypted bytes
const magic = Buffer.from('KBLE\u0001', 'latin1')
const headLength = magic.length + 12 + 16 + 8

/** Wraps bytes with AES-256-GCM. `cluster` and `sequence` are authenticated, so that files cannot be swapped between clusters. */
export function seal(key: Uint8Array, cluster: string, sequence: number, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const order = Buffer.alloc(8)
  order.writeDoubleBE(sequence)
  cipher.setAAD(additional(cluster, order))
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([magic, nonce, cipher.getAuthTag(), order, sealed])
}

/** Opens what `seal` made; null when the key, the cluster or a single bit is another. */
export function unseal(key: Uint8Array, cluster: string, file: Uint8Array): { sequence: number; bytes: Buffer } | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < headLength || !bytes.subarray(0, magic.length).equals(magic)) return null
  const nonce = bytes.subarray(magic.length, magic.length + 12)
  const tag = bytes.subarray(magic.length + 12, magic.length + 28)
  const order = bytes.subarray(magic.length + 28, headLength)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAuthTag(tag)
  decipher.setAAD(additional(cluster, order))
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(headLength)), decipher.final()])
    return { sequence: order.readDoubleBE(), bytes: plain }
  } catch {
    // the only error here is a tag that does not fit: the caller quarantines the file and says so
    return null
  }
}

function additional(cluster: string, order: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`kubilitics-cache-1\0${cluster}\0`), order])
}
