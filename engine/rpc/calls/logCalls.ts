import type { EngineApi } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import { LogsSubscription } from '../logsSubscription.ts'
import type { OpenWindow } from './openWindow.ts'

/** Open logs. */
export function logCalls(open: OpenWindow) {
  const { workspace, settings } = open.parts
  return {
    openLogs: async (query, filter, count) => {
      const opened = LogsSubscription.open(
        open.handle,
        {
          cluster: (id) => {
            const live = workspace.live(id)
            if (!live.ok) return live
            const { picture, session } = live.value
            return ok({ store: picture.store, client: () => session.client })
          },
          settings,
          titleOf: (id) => open.titleOf(id),
          onProgress: (progress) => {
            open.handle.sendEvent({ type: 'progress', progress })
          },
          onDefect: (thrown) => {
            open.parts.onDefect(thrown, 'reading logs')
          },
        },
        query,
        filter,
        count,
      )
      return opened.ok ? ok(open.add(opened.value)) : opened
    },
    filterLogs: (subscription, filter) => open.with(subscription, LogsSubscription, (log) => log.filter(filter)),
    moveLogs: (subscription, slot, count) => open.with(subscription, LogsSubscription, (log) => log.move(slot, count)),
    findLogTime: (subscription, at) => open.with(subscription, LogsSubscription, (log) => ok(log.findTime(at))),
    logColumns: (subscription, names) => open.with(subscription, LogsSubscription, (log) => log.columns(names)),
    findLogLine: (subscription, expression, ignoreCase, slot, back) =>
      open.with(subscription, LogsSubscription, (log) => log.find(expression, ignoreCase, slot, back)),
    logText: (subscription, slot, count, options) => open.with(subscription, LogsSubscription, (log) => log.text(slot, count, options)),
    logLine: (subscription, key) => open.with(subscription, LogsSubscription, (log) => log.line(key)),
    retryLogs: (subscription) => open.with(subscription, LogsSubscription, (log) => log.retry()),
    saveLogs: (subscription, path, options) => open.with(subscription, LogsSubscription, (log) => log.save(path, options)),
    cancelSaveLogs: (subscription) =>
      open.with(subscription, LogsSubscription, (log) =>
        log.cancelSave() ? ok(null) : err({ code: 'not-found', message: 'Nothing is being saved.' }),
      ),
  } satisfies Partial<EngineApi>
}
