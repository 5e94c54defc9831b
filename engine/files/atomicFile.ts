import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/**
 * Writes a file so that a reader sees either the old or the new bytes, also after a crash: temporary file beside it, fsync, rename, fsync of
 * the folder. Bytes may come piece by piece; when their source throws, no file is left. With `keepPrevious` the old file stays as `<file>.previous`. Only a regular file is replaced (a link's target, not the link): a
 * rename would put an end to a device or a pipe of that name.
 */
export async function writeAtomically(
  target: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: { keepPrevious?: boolean } = {},
): Promise<void> {
  const file = await replaceable(target)
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (options.keepPrevious === true && (await exists(file))) await rename(file, previousOf(file))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(path.dirname(file))
}

/** Where the file stays that was replaced with `keepPrevious`. */
export function previousOf(file: string): string {
  return `${file}.previous`
}

/** The file that a rename may replace. Throws as the system does for what is no regular file. */
async function replaceable(target: string): Promise<string> {
  let file: string
  try {
    file = await realpath(target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return target
    throw error
  }
  const held = await stat(file)
  if (held.isFile()) return file
  const code = held.isDirectory() ? 'EISDIR' : 'EEXIST'
  throw Object.assign(new Error(`${code}: ${held.isDirectory() ? 'a folder' : 'no regular file'} is not replaced`), { code })
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
