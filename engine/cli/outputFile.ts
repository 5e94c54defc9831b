import type { EngineError } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { CommandFailure } from './exitCode.ts'

/** Writes what a command gives to the file that was named: whole or not at all. */
export async function writeOutputFile(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAtomically(file, bytes)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new CommandFailure({
      code: 'io',
      message: `The file could not be written (${code}).`,
      where: file,
      todo: code === 'ENOENT' ? 'Make the folder first.' : 'Choose another place, or free some disk space.',
    })
  }
}

/** Why standard output did not take what it was given. */
export function unwritten({ code = 'unknown error' }: NodeJS.ErrnoException): EngineError {
  return {
    code: 'io',
    message: `Standard output could not be written (${code}).`,
    todo: code === 'ENOSPC' ? 'Free some disk space.' : 'Write to a file with --out.',
  }
}
