import { FrameReader } from './frameReader.ts'
import { FrameWriter } from './frameWriter.ts'
import type { GraphFrame } from './graph.ts'
import { readGraph, writeGraph } from './graphCodec.ts'
import type { RowsFrame } from './rows.ts'
import { readRows, writeRows } from './rowsCodec.ts'

/** The third byte of a frame. */
const rowsType = 1
const graphType = 2

/** A frame, unpacked. */
export type UnpackedFrame = { type: 'rows'; frame: RowsFrame } | { type: 'graph'; frame: GraphFrame }

/** Packs what changed in a table. The bytes have a buffer of their own and may be transferred. */
export function packRowsFrame(frame: RowsFrame): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  writeRows(writer, frame)
  return writer.finish(rowsType)
}

/** Packs what changed in a graph view. */
export function packGraphFrame(frame: GraphFrame): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  writeGraph(writer, frame)
  return writer.finish(graphType)
}

/** Unpacks a frame. Throws `BadFrame` when the bytes are not one: cut off, too long, or nonsense inside. */
export function unpackFrame(bytes: Uint8Array): UnpackedFrame {
  const reader = new FrameReader(bytes)
  let unpacked: UnpackedFrame
  if (reader.type === rowsType) unpacked = { type: 'rows', frame: readRows(reader) }
  else if (reader.type === graphType) unpacked = { type: 'graph', frame: readGraph(reader) }
  else return reader.fail(`type ${reader.type} is not known`)
  reader.end()
  return unpacked
}
