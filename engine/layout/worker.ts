import { parentPort } from 'node:worker_threads'
import { fcoseCentres } from './fcose.ts'
import type { NeighbourhoodInput } from './neighbourhood.ts'

/** The thread that lays neighbourhoods out, one after the other; what it cannot do it says. */
if (parentPort) {
  const port = parentPort
  port.on('message', ({ job, input }: { job: number; input: NeighbourhoodInput }) => {
    try {
      port.postMessage({ job, centres: [...fcoseCentres(input)] })
    } catch (error) {
      port.postMessage({ job, failed: error instanceof Error ? error.message : String(error) })
    }
  })
}
