import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { EngineMessage, EngineStart, HostMessage } from './contract/index.ts'
import { createEngine } from './engine.ts'
import { HostVault } from './hostVault.ts'
import { LiveSettings } from './liveSettings.ts'

/** The entry of the worker thread: makes the engine, gives it a port per window, ends it when told to. Nothing is decided here. */
if (parentPort === null) throw new Error('engine/worker.ts runs as a worker thread only')
const host = parentPort
const vault = new HostVault(host)
const settings = new LiveSettings()

// a failure to start is not caught: it ends the thread, and main says so and starts it again
const engine = createEngine({ ...(workerData as EngineStart), vault, settings })
void engine.then(() => host.postMessage({ type: 'ready' } satisfies EngineMessage))

host.on('message', (message: HostMessage<MessagePort>) => {
  switch (message.type) {
    case 'connect':
      void engine.then((started) => started.serve(message.port))
      break
    case 'vault':
      vault.take(message)
      break
    case 'settings':
      settings.take(message.settings)
      break
    case 'stop':
      void engine.then((started) => started.stop()).finally(() => process.exit(0))
      break
  }
})
