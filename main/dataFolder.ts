import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the app keeps its own files. */
export interface DataFolder {
  path: string
  /** It is gone with this run. */
  temporary: boolean
  /** One sentence for a person; null when the folder is the one that was asked for. */
  problem: string | null
}

/**
 * The folder that was asked for, made where it is missing; one among the temporary files where it cannot be written (a home that is read-only or not
 * there). Chromium itself would end without a word. Throws where nothing at all can be written.
 */
export function dataFolder(wanted: string, temporary: readonly string[] = temporaryFolders()): DataFolder {
  const reason = whyNotWritable(wanted)
  if (reason === null) return { path: wanted, temporary: false, problem: null }
  for (const folder of temporary) {
    if (whyNotWritable(folder) !== null) continue
    return {
      path: mkdtempSync(join(folder, 'kubilitics-')),
      temporary: true,
      problem: `${wanted} cannot be written (${reason}): settings, added clusters and last pictures are kept only until the app ends. To keep them, make it writable, or start with --user-data-dir FOLDER.`,
    }
  }
  throw new Error(`${wanted} cannot be written (${reason}), nor can any temporary folder. Start with --user-data-dir FOLDER.`)
}

/** A folder for temporary files that can be written: the system's, or `instead`. Chromium keeps the lock of the single instance there. */
export function temporaryFolder(instead: string): string {
  return [...temporaryFolders(), instead].find((folder) => whyNotWritable(folder) === null) ?? instead
}

function temporaryFolders(): string[] {
  return process.platform === 'win32' ? [tmpdir()] : [...new Set([tmpdir(), '/tmp', '/var/tmp'])]
}

function whyNotWritable(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
    return null
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code ?? 'unknown reason'
  }
}
