import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { KindId, KindInfo, LedgerEntry } from '../contract/index.ts'
import { packObjects, unpackObjects, type PackedBlock } from './packedObjects.ts'
import type { SnapshotMeta, SnapshotObject } from './snapshotFormat.ts'
import { readKind, readLedgerEntry, readMeta, readTime } from './snapshotHead.ts'

// KBLP, version 1, then 4 bytes with the length of the packed head, the head, and the blocks one behind the other
const magic = Buffer.from('KBLP\u0001', 'latin1')
const headAt = magic.length + 4
const headLimit = 64 << 20
const packing = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** What is said beside the objects: of the cluster, and of how completely each kind was known. */
export interface PictureHead {
  /** Epoch milliseconds. */
  takenAt: number
  meta: SnapshotMeta
  kinds: readonly KindInfo[]
  ledger: readonly LedgerEntry[]
}

/** What of a picture is others than in the parts before. */
export interface PictureChanges {
  /** Objects that are gone. */
  removed: readonly (readonly [kind: KindId, namespace: string, name: string])[]
  /** Kinds of which nothing holds any more that was in the parts before. */
  replaced: readonly KindId[]
}

/** A whole picture, or what has changed since: its head, and its objects by kind. */
export interface PicturePart extends PictureHead, PictureChanges {
  /** Names a whole picture; of changes, the picture that they belong to. */
  generation: string
  /** Objects of a kind, as many as somebody goes through: they are unpacked block by block. */
  objects(kind: KindId): Iterable<SnapshotObject>
  /** Kinds that it has objects of. */
  held: readonly KindId[]
}

/** The bytes of a part. Takes breaths while it works; `signal` stops it (throws its reason). */
export async function partBytes(
  head: PictureHead & PictureChanges & { generation: string },
  objects: Iterable<SnapshotObject>,
  signal?: AbortSignal,
): Promise<Buffer> {
  const blocks: PackedBlock[] = []
  for await (const block of packObjects(objects)) {
    signal?.throwIfAborted()
    blocks.push(block)
  }
  const { takenAt, meta, kinds, ledger, removed, replaced, generation } = head
  const index = blocks.map(({ kind, bytes }) => [kind, bytes.length])
  const packed = brotliCompressSync(JSON.stringify({ takenAt, meta, kinds, ledger, removed, replaced, generation, blocks: index }), packing)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(packed.length)
  return Buffer.concat([magic, length, packed, ...blocks.map(({ bytes }) => bytes)])
}

/**
 * Reads a part. Throws for bytes that are none: they were sealed by this app, so that it is another version that wrote them. The blocks are not looked at before
 * somebody asks for their kind.
 */
export function readPart(bytes: Buffer): PicturePart {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error('it is of another format')
  const begin = headAt + bytes.readUInt32BE(magic.length)
  const head = JSON.parse(brotliDecompressSync(bytes.subarray(headAt, begin), { maxOutputLength: headLimit }).toString('utf8')) as Record<
    'takenAt' | 'meta' | 'generation',
    unknown
  > &
    Record<'kinds' | 'ledger', unknown[]> &
    PictureChanges & { blocks: [KindId, number][] }
  const blocks = new Map<KindId, Uint8Array[]>()
  let at = begin
  for (const [kind, length] of head.blocks) {
    const of = blocks.get(kind) ?? []
    blocks.set(kind, of)
    of.push(bytes.subarray(at, at + length))
    at += length
  }
  if (at !== bytes.length) throw new Error('its blocks do not fill it')
  return {
    takenAt: readTime(head.takenAt),
    meta: readMeta(head.meta),
    kinds: head.kinds.map(readKind),
    ledger: head.ledger.flatMap((entry) => readLedgerEntry(entry) ?? []),
    removed: head.removed,
    replaced: head.replaced,
    generation: String(head.generation),
    held: [...blocks.keys()],
    *objects(kind) {
      for (const block of blocks.get(kind) ?? []) yield* unpackObjects(kind, block)
    },
  }
}
