import { createHash } from 'node:crypto'
import path from 'node:path'
import { FileObjects } from '../workspace/fileObjects.ts'
import { CommandFailure } from './exitCode.ts'
import type { LoadedSource } from './loadedSource.ts'

/** Reads a file or folder of YAML and JSON as a cluster. */
export async function loadFiles(source: string): Promise<LoadedSource> {
  const file = path.resolve(source)
  const read = await FileObjects.read(file)
  if (!read.ok) throw new CommandFailure(read.error)
  const { picture, ledger } = read.value
  return {
    picture,
    ledger,
    clusterId: `file-${createHash('sha256').update(path.basename(file)).digest('hex').slice(0, 12)}`,
    asOf: Date.now(),
    defaultNamespace: null,
    meta: { cluster: path.basename(file), server: '', version: null, clusterUid: null, sample: false },
    close: () => {
      picture.close()
      return Promise.resolve()
    },
  }
}
