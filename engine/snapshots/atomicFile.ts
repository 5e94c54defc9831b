import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/**
 * Writes a file so that a reader sees either the old or the new bytes, also after a crash: temporary file beside it, fsync, rename, fsync of
 * the folder. With `keepPrevious` the old file stays as `<file>.previous`.
 */
export async function writeAtomically(file: string, bytes: Uint8Array, options: { keepPrevious?: boolean } = {}): Promise<void> {
  const temporary = `${file}.${process.pid}-${Date.now().toString(36)}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (options.keepPrevious === true && (await exists(file))) await rename(file, `${file}.previous`)
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(path.dirname(file))
}

/** Whether there is a file; other errors than "no such file" are thrown. */
export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there the rename itself is all there is
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
