import { enginePortMessage } from '../../preload/contract.ts'

/** Asks the shell for a port to the engine; it comes as a message of this very window (a port cannot cross the context bridge). */
export function requestEnginePort(signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const stop = (): void => window.removeEventListener('message', take)
    const take = (event: MessageEvent): void => {
      const port = event.ports[0]
      if (event.source !== window || event.origin !== window.location.origin || port === undefined) return
      if ((event.data as { type?: unknown } | null)?.type !== enginePortMessage) return
      stop()
      resolve(port)
    }
    signal.addEventListener('abort', () => {
      stop()
      reject(new Error('the window no longer wants the engine'))
    })
    window.addEventListener('message', take)
    window.kubilitics.connectEngine()
  })
}
