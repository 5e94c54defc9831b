import { arch, freemem, release, totalmem } from 'node:os'
import type { CachePolicy } from '../engine/contract/index.ts'
import type { EngineState } from './engineHost.ts'

/** What goes into a report about the app itself. */
export interface DiagnosticsFacts {
  version: string
  packaged: boolean
  engine: EngineState
  policy: CachePolicy
  notices: readonly string[]
  windows: number
}

/** Text for a bug report: about the app and the system, nothing of clusters, no paths of the person's own. */
export function diagnosticsText(facts: DiagnosticsFacts, home: string): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`
  const memory = process.memoryUsage()
  const engine =
    facts.engine.state === 'down'
      ? `down: ${facts.engine.why}; ${facts.engine.willRestart ? 'is being started again' : 'given up'}`
      : facts.engine.state
  return [
    `Kubilitics ${facts.version}${facts.packaged ? '' : ' (from a checkout)'}`,
    `Electron ${process.versions.electron}, Chrome ${process.versions.chrome}, Node ${process.versions.node}`,
    `${process.platform} ${release()} ${arch()}, memory ${megabytes(totalmem())}, free ${megabytes(freemem())}`,
    `Engine: ${engine}`,
    `Process: resident ${megabytes(memory.rss)}, heap of main ${megabytes(memory.heapUsed)}, up ${Math.round(process.uptime())} s, windows ${facts.windows}`,
    `Cached pictures: ${facts.policy.mode} (${facts.policy.backend})`,
    ...facts.notices.map((notice) => `Notice: ${home === '' ? notice : notice.replaceAll(home, '~')}`),
  ].join('\n')
}
