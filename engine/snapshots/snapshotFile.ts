import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { readSnapshot, SnapshotUnreadable, type OpenedSnapshot } from './readSnapshot.ts'

/** A file larger than this is not read as a snapshot: SQLite holds it whole in memory, twice for a moment. 50,000 pods need a tenth of it. */
export const largestSnapshot = 512 * 1024 * 1024
const headLength = 100
/** Windows has no such flag. */
const nonBlocking = process.platform === 'win32' ? 0 : constants.O_NONBLOCK

/**
 * Reads a snapshot file. Throws {@link SnapshotUnreadable} for whatever is not one. Only regular files are read, and their first bytes before
 * the rest: reading a pipe or a device would never end, and a huge file that is something else is refused at once.
 */
export async function readSnapshotFile(wasm: string, file: string): Promise<OpenedSnapshot> {
  let bytes
  try {
    bytes = await contentOf(file)
  } catch (error) {
    if (error instanceof SnapshotUnreadable) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new SnapshotUnreadable(
      code === 'ENOENT' || code === 'ENOTDIR'
        ? {
            code: 'not-found',
            message: 'There is no such file.',
            where: file,
            todo: 'Check the path: the file may have been moved or deleted.',
          }
        : { code: 'io', message: `The snapshot could not be read (${code}).`, where: file, todo: 'Check the path and its permissions.' },
      error,
    )
  }
  return readSnapshot(wasm, file, bytes)
}

async function contentOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | nonBlocking)
  try {
    const stat = await handle.stat()
    if (!stat.isFile())
      throw new SnapshotUnreadable({
        code: 'bad-input',
        message: `This is ${stat.isDirectory() ? 'a folder' : 'no regular file'}, and no snapshot.`,
        where: file,
        todo: 'Choose a file that was saved with File > Save snapshot.',
      })
    const head = new Uint8Array(headLength)
    const { bytesRead } = await handle.read(head, 0, headLength, 0)
    // whatever is not SQLite is told by the reader, in the same words as for bytes; it needs no more than these
    if (bytesRead < headLength || Buffer.from(head.subarray(0, 15)).toString('latin1') !== 'SQLite format 3')
      return head.subarray(0, bytesRead)
    if (stat.size > largestSnapshot)
      throw new SnapshotUnreadable({
        code: 'bad-input',
        message: `The file is larger than any snapshot that can be opened (${largestSnapshot / 1024 / 1024} MB).`,
        where: file,
        todo: 'Save a snapshot of fewer objects.',
      })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
