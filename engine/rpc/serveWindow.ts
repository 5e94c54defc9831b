import type { MessagePort } from 'node:worker_threads'
import * as Comlink from 'comlink'
import type { EngineApi, EngineEvent } from '../contract/index.ts'
import { EventQueue } from './eventQueue.ts'
import { FrameHub } from './frameHub.ts'
import { guarded } from './gate.ts'
import { Ticker } from './ticker.ts'
import { toEngineError } from './toEngineError.ts'
import type { WindowHandle } from './windowHandle.ts'
import { WirePort } from './wirePort.ts'

/** What `serveWindow` reports and nobody else can: a frame source that threw. */
export interface ServeOptions {
  onError?: (thrown: unknown, doing: string) => void
}

/**
 * Serves one window through its port: calls to the API that `makeApi` gives, events and frames back. Ends when the port closes, or with the
 * returned function; either way the handle's `onClose` listeners run once.
 */
export function serveWindow(port: MessagePort, makeApi: (window: WindowHandle) => EngineApi, options: ServeOptions = {}): () => void {
  const onError = options.onError ?? toStandardError
  const closeListeners = new Set<() => void>()
  let closed = false

  const events = new EventQueue()
  const ticker = new Ticker(() => {
    // a window that does not keep up with its frames hears no news either: what waits is squashed
    if (frames.open) for (const event of events.take()) wire.sendEvent(event)
    frames.flush()
  })
  const frames = new FrameHub({
    sendFrame: (bytes) => wire.sendFrame(bytes),
    requestTick: () => ticker.request(),
    setVisible: (visible) => ticker.setVisible(visible),
    onError: (thrown, subscription) => onError(thrown, `making a frame of subscription ${subscription}`),
  })
  const wire = new WirePort(port, {
    onAck: () => {
      frames.ack()
      if (!events.empty) ticker.request()
    },
    onClose: () => close(),
  })

  const close = (): void => {
    if (closed) return
    closed = true
    ticker.stop()
    frames.close()
    wire.close()
    for (const listener of [...closeListeners]) {
      try {
        listener()
      } catch (thrown) {
        onError(thrown, 'closing a window')
      }
    }
    closeListeners.clear()
  }

  const handle: WindowHandle = {
    frames,
    sendEvent(event: EngineEvent) {
      if (closed) return
      events.add(event)
      if (frames.open) ticker.request()
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => void closeListeners.delete(listener)
    },
  }
  Comlink.expose(guarded(makeApi(handle)), wire.rpc)
  return close
}

function toStandardError(thrown: unknown, doing: string): void {
  const { code, message } = toEngineError(thrown, doing)
  process.stderr.write(`${JSON.stringify({ level: 'error', code, message })}\n`)
}
