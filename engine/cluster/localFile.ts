import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Windows has no such flag. */
const nonBlocking = process.platform === 'win32' ? 0 : constants.O_NONBLOCK

/** A local file that cannot be used; `reason` reads after the path: "does not exist". */
export class LocalFileError extends Error {
  readonly path: string
  readonly reason: string
  readonly missing: boolean

  constructor(path: string, reason: string, options?: { cause?: unknown; missing?: boolean }) {
    super(`${path} ${reason}`, options)
    this.name = 'LocalFileError'
    this.path = path
    this.reason = reason
    this.missing = options?.missing ?? false
  }
}

/**
 * Reads a regular file of at most `limit` bytes. Pipes and devices are refused, because a path in a
 * kubeconfig is not trusted: reading `/dev/zero` or an empty pipe would never end.
 */
export async function readLocalFile(path: string, limit: number): Promise<Buffer> {
  // Opening a pipe without a writer would wait for ever.
  let handle
  try {
    handle = await open(path, constants.O_RDONLY | nonBlocking)
  } catch (error) {
    throw describe(path, error)
  }
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) throw new LocalFileError(path, 'is a folder, not a file')
    if (!stat.isFile()) throw new LocalFileError(path, 'is not a regular file')
    if (stat.size > limit)
      throw new LocalFileError(path, `is ${stat.size.toLocaleString('en')} bytes; at most ${limit.toLocaleString('en')} are read`)
    return await handle.readFile()
  } catch (error) {
    throw error instanceof LocalFileError ? error : describe(path, error)
  } finally {
    await handle.close()
  }
}

function describe(path: string, error: unknown): LocalFileError {
  const code = (error as NodeJS.ErrnoException).code
  const reason =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'may not be read (permission denied)'
        : code === 'ELOOP'
          ? 'is a loop of symbolic links'
          : code === 'EISDIR'
            ? 'is a folder, not a file'
            : `cannot be read (${code ?? 'unknown error'})`
  return new LocalFileError(path, reason, { cause: error, missing: code === 'ENOENT' || code === 'ENOTDIR' })
}
