import { homedir } from 'node:os'
import path from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import type { CacheVault } from './cacheVault.ts'
import { Kubeconfigs } from './cluster/kubeconfigs.ts'
import { LoginPath } from './cluster/loginPath.ts'
import { Registry } from './cluster/registry.ts'
import type { EngineApi, EngineError, EngineEvent, EngineStart } from './contract/index.ts'
import { LiveSettings } from './liveSettings.ts'
import { LayoutThread } from './layout/layoutThread.ts'
import { serveApi, type ServedWindow } from './rpc/api.ts'
import type { ApiParts } from './rpc/calls/openWindow.ts'
import { serveWindow } from './rpc/serveWindow.ts'
import { toEngineError } from './rpc/toEngineError.ts'
import { PictureCache } from './snapshots/pictureCache.ts'
import { AuditFile } from './workspace/auditFile.ts'
import { KeptFiles } from './workspace/keptFiles.ts'
import { LocalShells } from './terminals/localShells.ts'
import { OwnRulesFiles } from './workspace/ownRulesFiles.ts'
import { PlaceFiles } from './workspace/placeFiles.ts'
import { Workspace } from './workspace/workspace.ts'

/** What an engine is made from. */
export interface EngineOptions extends EngineStart {
  vault: CacheVault
  /** What a person chose; the usual, where nobody can choose. */
  settings?: LiveSettings
  env?: Readonly<Record<string, string | undefined>>
  home?: string
  /** Told, beside the windows, of problems that no question asked for; the default writes them to standard error. */
  onProblem?: (error: EngineError) => void
}

/** A running engine: serves windows through ports, until it is stopped. */
export interface Engine {
  readonly workspace: Workspace
  /** Serves one window; the returned function ends that. */
  serve(port: MessagePort): () => void
  stop(): Promise<void>
}

/** Makes every part of the engine by hand, in order: this file is the map of the system. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const env = options.env ?? process.env
  const log =
    options.onProblem ??
    ((error) => process.stderr.write(`${JSON.stringify({ level: 'warn', code: error.code, message: error.message })}\n`))
  // what comes before the first window is kept for all windows; later each is told
  const problems: EngineError[] = []
  let starting = true
  const windows = new Map<MessagePort, ServedWindow>()
  const onEvent = (event: EngineEvent) => {
    for (const window of windows.values()) window.hear(event)
  }
  const onProblem = (error: EngineError): void => {
    log(error)
    if (starting) problems.push(error)
    else onEvent({ type: 'problem', error, at: Date.now() })
  }

  const settings = options.settings ?? new LiveSettings()
  const { registry, errors } = await Registry.open(options.userData)
  for (const error of errors) onProblem(error)
  const kubeconfigs = new Kubeconfigs()
  await kubeconfigs.start({
    env,
    home: options.home ?? homedir(),
    extra: registry.sources(),
    ...(options.kubeconfig === null ? {} : { only: options.kubeconfig }),
  })
  const cacheFolder = path.join(options.userData, 'pictures')
  const cache = new PictureCache(cacheFolder, options.vault)
  const eventsFolder = path.join(options.userData, 'events')
  const workspace = new Workspace({
    registry,
    kubeconfigs,
    kubeconfigNamed: options.kubeconfig !== null,
    cache,
    ownRules: new OwnRulesFiles(options.userData),
    eventsFolder,
    settings,
    vault: options.vault,
    loginPath: new LoginPath(env),
    sqlWasm: options.sqlWasm,
    sampleSnapshot: options.sampleSnapshot === '' ? null : options.sampleSnapshot,
    onEvent,
    onProblem,
  })
  await workspace.start()
  if (options.snapshot !== null) {
    const added = await workspace.addSnapshot(options.snapshot, true)
    if (!added.ok) onProblem(added.error)
  }
  const layout = new LayoutThread({
    file: options.layoutWorker === '' ? null : options.layoutWorker,
    onFallback: (why) => onProblem({ code: 'internal', message: `A neighbourhood was laid out plainly: ${why}.` }),
  })
  const places = new PlaceFiles(options.userData, (cluster) => workspace.live(cluster).ok, onProblem)
  const localShells = new LocalShells(env)
  const parts: ApiParts = {
    workspace,
    audit: new AuditFile(options.userData),
    layout,
    places,
    drawing: options.drawing,
    localShells,
    settings,
    vault: options.vault,
    appVersion: options.appVersion,
    startedAt: Date.now(),
    problems,
    keptFiles: new KeptFiles(cacheFolder, eventsFolder, () => workspace.forgetKeptEvents()),
    onDefect: (thrown, doing) => onProblem(toEngineError(thrown, doing)),
  }

  starting = false
  return {
    workspace,
    serve(port) {
      const stop = serveWindow(port, (window): EngineApi => {
        const served = serveApi(parts, window)
        windows.set(port, served)
        window.onClose(() => windows.delete(port))
        return served.api
      })
      return stop
    },
    async stop() {
      kubeconfigs.stop()
      await workspace.stop()
      await places.stop()
      layout.close()
      await localShells.close()
    },
  }
}
