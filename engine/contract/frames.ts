import { FrameReader } from './frameReader.ts'
import { FrameWriter } from './frameWriter.ts'
import type { GraphFrame } from './graph.ts'
import { readGraph, writeGraph } from './graphCodec.ts'
import type { LogsFrame } from './logs.ts'
import { readLogs, writeLogs } from './logsCodec.ts'
import type { RowsFrame } from './rows.ts'
import { readTerminal, writeTerminal } from './terminalCodec.ts'
import type { TerminalFrame } from './terminals.ts'
import { readRows, writeRows } from './rowsCodec.ts'

/** The third byte of a frame. */
const rowsType = 1
const graphType = 2
const logsType = 3
const terminalType = 4

/** A frame, unpacked. */
export type UnpackedFrame = { type: 'rows'; frame: RowsFrame } | { type: 'graph'; frame: GraphFrame } | { type: 'logs'; frame: LogsFrame } | { type: 'terminal'; frame: TerminalFrame }

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

/** Packs what changed in an open log. */
export function packLogsFrame(frame: LogsFrame): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  writeLogs(writer, frame)
  return writer.finish(logsType)
}

/** Packs what a terminal said. */
export function packTerminalFrame(frame: TerminalFrame): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  writeTerminal(writer, frame)
  return writer.finish(terminalType)
}

/** Unpacks a frame. Throws `BadFrame` when the bytes are not one: cut off, too long, or nonsense inside. */
export function unpackFrame(bytes: Uint8Array): UnpackedFrame {
  const reader = new FrameReader(bytes)
  let unpacked: UnpackedFrame
  if (reader.type === rowsType) unpacked = { type: 'rows', frame: readRows(reader) }
  else if (reader.type === graphType) unpacked = { type: 'graph', frame: readGraph(reader) }
  else if (reader.type === logsType) unpacked = { type: 'logs', frame: readLogs(reader) }
  else if (reader.type === terminalType) unpacked = { type: 'terminal', frame: readTerminal(reader) }
  else return reader.fail(`type ${reader.type} is not known`)
  reader.end()
  return unpacked
}
