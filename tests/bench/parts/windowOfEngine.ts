import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { noVault } from '../../../engine/cacheVault.ts'
import type { ClusterView, Hello, Result, RowsFrame } from '../../../engine/contract/index.ts'
import { drawingFiles } from '../../../engine/cli/drawingFiles.ts'
import { createEngine, type Engine } from '../../../engine/engine.ts'
import { type EngineClient, PortClient } from '../../../renderer/engine/client.ts'

/** A whole engine, and a window's side of its port. */
export interface WindowOfEngine {
  engine: Engine
  client: EngineClient
  cluster: string
  view: ClusterView
  /** Listens to a table; the window acknowledges by itself. */
  onRows(subscription: number, listener: (frame: RowsFrame) => void): void
  stop(): Promise<void>
}

/** An engine, and a window's side of its port, with nothing open. */
export interface StartedEngine {
  engine: Engine
  client: EngineClient
  hello: Hello
  stop(): Promise<void>
}

/** Composes an engine as the app does, on a kubeconfig. */
export async function startEngine(kubeconfig: string): Promise<StartedEngine> {
  const userData = mkdtempSync(join(tmpdir(), 'kubilitics-bench-'))
  const engine = await createEngine({
    userData,
    appVersion: '0.0.0',
    sqlWasm: createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
    layoutWorker: '',
    drawing: drawingFiles,
    sampleSnapshot: '',
    kubeconfig,
    snapshot: null,
    vault: noVault,
  })
  const { port1, port2 } = new MessageChannel()
  engine.serve(port1)
  // Node's port has the methods of the page's
  const client = new PortClient(() => Promise.resolve(port2 as unknown as MessagePort))
  return {
    engine,
    client,
    hello: must(await client.api.hello()),
    async stop() {
      client.close()
      await engine.stop()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}

/** The same with the first context opened. */
export async function openEngine(kubeconfig: string): Promise<WindowOfEngine> {
  const { engine, client, hello, stop } = await startEngine(kubeconfig)
  const cluster = hello.clusters[0]?.id
  if (cluster === undefined) throw new Error(`no context in ${kubeconfig}`)
  const view = must(await client.api.openCluster(cluster))
  return {
    engine,
    client,
    cluster,
    view,
    onRows(subscription, listener) {
      client.onFrame(subscription, (frame) => {
        if (frame.type === 'rows') listener(frame.frame)
      })
    },
    stop,
  }
}

/** The value of an answer; a refused question ends the bench. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message} ${result.error.where ?? ''}`)
  return result.value
}
