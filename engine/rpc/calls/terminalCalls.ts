import type { ClusterId, EngineApi, Result } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import { readLogPod } from '../../logs/containerStanding.ts'
import { containerStreams, ownTerminal } from '../../terminals/containerStreams.ts'
import type { LiveCluster } from '../../workspace/liveCluster.ts'
import { TerminalSubscription } from '../terminalSubscription.ts'
import type { OpenWindow } from './openWindow.ts'

/** Open terminals. */
export function terminalCalls(open: OpenWindow) {
  const { workspace, localShells } = open.parts
  /** A live cluster that a shell may be opened in: one that is protected wants a person's word. */
  const reachable = (id: ClusterId, confirmed: boolean): Result<LiveCluster> => {
    const live = workspace.live(id)
    if (live.ok && workspace.summary(id)?.protected === true && !confirmed)
      return err({ code: 'bad-input', message: 'This cluster is protected: a shell in it wants a confirmation.', where: id })
    return live
  }
  return {
    terminalContainers: (id, pod) =>
      open.ask(id, ({ picture }) => {
        const body = picture.store.body(pod)
        if (body === undefined) return err({ code: 'not-found', message: 'There is no such Pod.', where: pod })
        return ok(
          readLogPod(pod, body).containers.map(({ name, kind, standing }) => ({
            name,
            kind,
            running: standing.phase === 'running',
            reason: standing.reason,
            ...containerStreams(body, name),
          })),
        )
      }),
    openTerminal: async (target, columns, rows, confirmed) => {
      const live = reachable(target.cluster, confirmed)
      if (!live.ok) return live
      const { session, picture } = live.value
      const streams = target.type === 'exec' ? ownTerminal : containerStreams(picture.store.body(target.pod), target.container)
      return ok(open.add(new TerminalSubscription(open.handle, target, streams, () => session.client, columns, rows)))
    },
    writeTerminal: (subscription, text) => open.with(subscription, TerminalSubscription, (terminal) => terminal.write(text)),
    resizeTerminal: (subscription, columns, rows) =>
      open.with(subscription, TerminalSubscription, (terminal) => terminal.resize(columns, rows)),
    reconnectTerminal: (subscription) => open.with(subscription, TerminalSubscription, (terminal) => terminal.reconnect()),
    detachTerminal: (subscription) => open.with(subscription, TerminalSubscription, (terminal) => terminal.detach()),
    holdTerminal: (subscription, held) => open.with(subscription, TerminalSubscription, (terminal) => terminal.hold(held)),
    openLocalShell: async (id, confirmed) => {
      const live = reachable(id, confirmed)
      return live.ok ? localShells.open(live.value.context) : live
    },
  } satisfies Partial<EngineApi>
}
