import { readFile } from 'node:fs/promises'
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js'

let loading: Promise<SqlJsStatic> | null = null

/** The SQLite engine. `wasm` is the path of its WebAssembly file, which the host knows. A start that failed is tried again at the next call. */
function sqlite(wasm: string): Promise<SqlJsStatic> {
  loading ??= readFile(wasm)
    .then((binary) => initSqlJs({ wasmBinary: binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength) }))
    .catch((error: unknown) => {
      loading = null
      throw error
    })
  return loading
}

/** An empty database in memory. sql.js holds the whole file in memory and writes it whole. */
export async function newDatabase(wasm: string): Promise<Database> {
  const sql = await sqlite(wasm)
  return new sql.Database()
}

/** A database from the bytes of a file. Throws when they are not one. */
export async function databaseFrom(wasm: string, bytes: Uint8Array): Promise<Database> {
  const sql = await sqlite(wasm)
  try {
    return new sql.Database(bytes)
  } catch (error) {
    // out of memory, say: this instance answers nothing any more, the next call gets a new one
    if (error instanceof Error && error.name === 'RuntimeError') loading = null
    throw error
  }
}

export type { Database }
