import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import type { SnapshotObject } from './snapshotFormat.ts'

/** Bytes of objects that are packed together, as in memory: they compress well, and opening them takes about a millisecond. */
const blockSize = 256 << 10
/** One object may be larger than a block; nothing is larger than this. */
const blockLimit = 128 << 20
const packing = { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 } }
const pack = promisify(brotliCompress)
/** Before each object: the lengths of its namespace, its name and its JSON. */
const headSize = 8

/** Some objects of one kind, packed. */
export interface PackedBlock {
  kind: string
  count: number
  bytes: Uint8Array
}

/** Objects as blocks, each of one kind, in their order. Packed beside this thread; what is read between two blocks is read at once. */
export async function* packObjects(objects: Iterable<SnapshotObject>): AsyncGenerator<PackedBlock> {
  let parts: Uint8Array[] = []
  let size = 0
  let count = 0
  let kind = ''
  const block = async (): Promise<PackedBlock> => {
    const done = { kind, count, bytes: Buffer.concat(parts, size) }
    parts = []
    size = 0
    count = 0
    return { ...done, bytes: await pack(done.bytes, packing) }
  }
  for (const object of objects) {
    if (count > 0 && (object.kind !== kind || size >= blockSize)) yield await block()
    kind = object.kind
    const [namespace, name] = [Buffer.from(object.namespace), Buffer.from(object.name)]
    const head = Buffer.allocUnsafe(headSize)
    head.writeUInt16BE(namespace.length, 0)
    head.writeUInt16BE(name.length, 2)
    head.writeUInt32BE(object.json.length, 4)
    parts.push(head, namespace, name, object.json)
    size += headSize + namespace.length + name.length + object.json.length
    count++
  }
  if (count > 0) yield await block()
}

/** The objects of a block. Throws when it is none. */
export function* unpackObjects(kind: string, packed: Uint8Array): Generator<SnapshotObject> {
  const bytes = brotliDecompressSync(packed, { maxOutputLength: blockLimit })
  for (let at = 0; at < bytes.length;) {
    const namespaceAt = at + headSize
    const nameAt = namespaceAt + bytes.readUInt16BE(at)
    const jsonAt = nameAt + bytes.readUInt16BE(at + 2)
    const end = jsonAt + bytes.readUInt32BE(at + 4)
    if (end > bytes.length) throw new Error('a block of objects ends too early')
    yield {
      kind,
      namespace: bytes.toString('utf8', namespaceAt, nameAt),
      name: bytes.toString('utf8', nameAt, jsonAt),
      json: bytes.subarray(jsonAt, end),
    }
    at = end
  }
}
