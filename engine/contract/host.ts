import type { EngineSettings } from './settings.ts'
import type { CachePolicy } from './snapshots.ts'

/** What drawing a PDF or PNG takes: absolute paths. */
export interface DrawingFiles {
  /** The script of the drawing thread. */
  worker: string | URL
  /** The WebAssembly file that draws PNGs. */
  wasm: string
  /** WOFF files of the typeface; those of one weight in the order in which a character is looked for in them. */
  fonts: readonly string[]
}

/** What main gives the engine's worker at its start (`workerData`). Paths are absolute. */
export interface EngineStart {
  /** Folder of the app's own files: registry, cache. */
  userData: string
  appVersion: string
  /** The WebAssembly file of the SQLite reader. */
  sqlWasm: string
  /** The script of the layout thread. */
  layoutWorker: string
  drawing: DrawingFiles
  /** The bundled sample snapshot. */
  sampleSnapshot: string
  /** `--kubeconfig FILE`: use this file instead of `$KUBECONFIG` and `~/.kube/config`. */
  kubeconfig: string | null
  /** `--snapshot FILE`: open this snapshot at once. */
  snapshot: string | null
}

/** What main says to the worker. `Port` is the host's own kind of message port. */
export type HostMessage<Port = unknown> =
  /** A window: everything that comes through the port is a `WireMessage`. */
  | { type: 'connect'; port: Port }
  /** The key for cached pictures of clusters; null while nothing may be stored. */
  | { type: 'vault'; policy: CachePolicy; key: Uint8Array | null }
  /** A person's settings, at the start and at every change. */
  | { type: 'settings'; settings: EngineSettings }
  /** End orderly: close watches, flush files, exit. */
  | { type: 'stop' }

/** What the worker says to main. */
export type EngineMessage =
  | { type: 'ready' }
  /** A person answered whether a weak secret store may be used; main decides and answers with `vault`. */
  | { type: 'allow-weak'; allow: boolean }
