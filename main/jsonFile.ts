import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** What was read, or why it could not be. */
export interface ReadFile<T> {
  value: T | null
  /** One sentence for a person; null when the file was read, or is not there. */
  problem: string | null
}

/** Reads a JSON file of a known shape. A file that is broken is kept beside as `….broken`, and told. */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): ReadFile<T> {
  let text: string
  try {
    // a pipe of that name would be waited for without end
    if (!statSync(file).isFile()) return { value: null, problem: `${file} is not a regular file: defaults are used.` }
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return { value: null, problem: null }
    return {
      value: null,
      problem: `${file} could not be read (${(thrown as NodeJS.ErrnoException).code ?? 'unknown reason'}): defaults are used.`,
    }
  }
  const value = parse(text, schema)
  if (value !== null) return { value, problem: null }
  try {
    renameSync(file, `${file}.broken`)
    return { value: null, problem: `${file} was not valid: defaults are used, the file is kept as ${file}.broken.` }
  } catch {
    return { value: null, problem: `${file} is not valid: defaults are used.` }
  }
}

/** Writes a file whole or not at all: to a temporary one, to the disk, then renamed. Only its owner may read it. */
export function writeJsonFile(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const handle = openSync(temporary, 'w', 0o600)
    try {
      writeFileSync(handle, `${JSON.stringify(value, null, 2)}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  }
}

function parse<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const checked = schema.safeParse(JSON.parse(text))
    return checked.success ? checked.data : null
  } catch {
    return null
  }
}
