import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import type { EngineError } from '../contract/index.ts'
import { LocalFileError, readLocalFile } from './localFile.ts'
import { registryForm, type Stored } from './registryForm.ts'

/** Far above what a thousand clusters need. */
const registryLimit = 64 * 1024 * 1024

/** The registry's file in the app's data folder. */
export function registryFile(folder: string): string {
  return path.join(folder, 'registry.json')
}

/** Reads the file, or begins anew. One that cannot be read, or is damaged, is put aside and told. */
export async function readRegistryFile(folder: string): Promise<{ data: Stored; errors: readonly EngineError[] }> {
  const file = registryFile(folder)
  const data: Stored = { version: 1, sources: [], clusters: {}, consents: {} }
  let source: string
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    source = (await readLocalFile(file, registryLimit)).toString('utf8')
  } catch (error) {
    if (error instanceof LocalFileError && error.missing) return { data, errors: [] }
    return { data, errors: await unreadable(folder, file, error) }
  }
  let parsed
  let why: string
  try {
    parsed = registryForm.safeParse(JSON.parse(source))
    const [issue] = parsed.error?.issues ?? []
    why = `${issue?.path.map(String).join('.').slice(0, 200) ?? ''}: ${issue?.message.slice(0, 200) ?? ''}`
  } catch {
    parsed = null // put aside like a wrong form
    why = 'it is not JSON'
  }
  if (parsed?.success) return { data: parsed.data, errors: [] }
  const aside = path.join(folder, `registry.broken-${new Date().toISOString().replace(/[:.]/g, '-')}.json`)
  try {
    await rename(file, aside)
  } catch (error) {
    return { data, errors: [registryError('The list of clusters is damaged and could not be put aside', file, error)] }
  }
  return {
    data,
    errors: [
      {
        code: 'io',
        message: `The list of clusters (colours, aliases, added files, consents) was damaged: ${why}. It was put aside and a new one begun.`,
        where: aside,
        todo: 'Correct it there and put it back as registry.json while the app is closed, or add what is missing again.',
      },
    ],
  }
}

/** A list that is there but cannot be read is put aside: the first change would write a new one over it. */
async function unreadable(folder: string, file: string, error: unknown): Promise<readonly EngineError[]> {
  const cause = error instanceof LocalFileError ? error.cause : error
  const told = registryError(
    `The list of clusters could not be read${error instanceof LocalFileError ? `: it ${error.reason}` : ''}`,
    file,
    cause ?? error,
  )
  try {
    const aside = path.join(folder, `registry.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}.json`)
    await rename(file, aside)
    return [{ ...told, where: aside, todo: 'It was put aside, and a new one begun. Check the permissions of the folder.' }]
  } catch {
    // it cannot be moved either: then nothing can be written over it, and every change says so
    return [told]
  }
}

/** A file of the registry that could not be read, written or moved. */
export function registryError(message: string, file: string, error: unknown): EngineError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  return {
    code: 'io',
    message: `${message} (${code}).`,
    where: file,
    todo: code === 'ENOSPC' ? 'Free some disk space.' : 'Check the permissions of the folder.',
  }
}
