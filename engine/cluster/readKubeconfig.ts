import { stat } from 'node:fs/promises'
import type { EngineError } from '../contract/index.ts'
import { kubeconfigLimit, parseKubeconfig } from './kubeconfigFile.ts'
import type { KubeconfigFile } from './kubeconfigFile.ts'
import { LocalFileError, readLocalFile } from './localFile.ts'

/** A file as it was when it was read. */
export interface HeldKubeconfig {
  stamp: string
  config: KubeconfigFile
}

/** Reads a file, but only if its size, time or inode has changed since it was `held`. Never throws: what is wrong is the error. */
export async function readKubeconfig(file: string, held: HeldKubeconfig | undefined): Promise<HeldKubeconfig | { error: EngineError }> {
  try {
    const { size, mtimeMs, ino } = await stat(file)
    const stamp = `${size}:${mtimeMs}:${ino}`
    if (held?.stamp === stamp) return held
    const source = (await readLocalFile(file, kubeconfigLimit)).toString('utf8')
    return { stamp, config: source.includes('\0') ? binary(file) : parseKubeconfig(file, source) }
  } catch (error) {
    return { error: sourceError(file, error) }
  }
}

/** Why a file or folder that should hold kubeconfigs cannot be read. */
export function sourceError(file: string, error: unknown): EngineError {
  if (error instanceof LocalFileError)
    return {
      code: 'io',
      message: `The kubeconfig ${error.reason}.`,
      where: file,
      todo: 'Check the path and its permissions, or remove it from the sources.',
    }
  const code = (error as NodeJS.ErrnoException).code
  const reason =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'does not exist'
      : code === 'EACCES' || code === 'EPERM'
        ? 'may not be read (permission denied)'
        : `cannot be read (${code ?? 'unknown error'})`
  return {
    code: reason === 'does not exist' ? 'not-found' : 'io',
    message: `The kubeconfig ${reason}.`,
    where: file,
    todo: 'Check the path and its permissions, or remove it from the sources.',
  }
}

function binary(file: string): KubeconfigFile {
  return {
    file,
    isKubeconfig: false,
    contexts: [],
    clusters: new Map(),
    users: new Map(),
    currentContext: null,
    errors: [
      {
        code: 'bad-input',
        message: 'The file is not a kubeconfig: it is binary.',
        where: file,
        todo: 'Choose a kubeconfig, or take the file out of the sources.',
      },
    ],
  }
}
