import { onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import type { EngineError, TerminalFrame, TerminalTarget } from '../../engine/contract/index.ts'
import { useConnection } from '../stores/connection.ts'
import { engine } from '../stores/link.ts'

/** One open terminal: asks the engine, hands on what it says, ends with the component. */
export function useTerminal(onText: (text: string, isNew: boolean) => void) {
  const frame = shallowRef<Omit<TerminalFrame, 'text'> | null>(null)
  const refused = shallowRef<EngineError | null>(null)
  const opening = ref(false)
  let subscription: number | null = null
  let stopFrames: (() => void) | null = null
  let session = 0
  let turn = 0

  function drop(): void {
    turn++
    stopFrames?.()
    stopFrames = null
    if (subscription !== null) void engine().api.closeSubscription(subscription)
    subscription = null
    session = 0
  }

  async function open(target: TerminalTarget, columns: number, rows: number, confirmed: boolean): Promise<void> {
    drop()
    const mine = turn
    opening.value = true
    const answer = await engine().api.openTerminal(target, columns, rows, confirmed)
    if (mine !== turn) {
      if (answer.ok) void engine().api.closeSubscription(answer.value)
      return
    }
    opening.value = false
    refused.value = answer.ok ? null : answer.error
    if (!answer.ok) return
    subscription = answer.value
    stopFrames = engine().onFrame(answer.value, (next) => {
      if (next.type !== 'terminal' || mine !== turn) return
      const { text, ...rest } = next.frame
      const isNew = rest.session !== session
      session = rest.session
      frame.value = rest
      if (text !== '' || isNew) onText(text, isNew)
    })
  }

  const write = (text: string): void => {
    if (subscription !== null && frame.value?.state === 'open') void engine().api.writeTerminal(subscription, text)
  }
  const resize = (columns: number, rows: number): void => {
    if (subscription !== null) void engine().api.resizeTerminal(subscription, columns, rows)
  }
  /** The screen has more than it can draw, or has drawn it. */
  const hold = (held: boolean): void => {
    if (subscription !== null) void engine().api.holdTerminal(subscription, held)
  }
  const reconnect = (): void => {
    if (subscription !== null) void engine().api.reconnectTerminal(subscription)
  }
  /** Leaves what was attached to; it goes on. */
  const detach = (): void => {
    if (subscription !== null) void engine().api.detachTerminal(subscription)
  }
  // the shell ended with the engine that had it
  watch(
    () => useConnection().generation,
    () => {
      if (subscription === null) return
      stopFrames?.()
      stopFrames = null
      subscription = null
      refused.value = {
        code: 'engine-gone',
        message: 'The engine was started anew, and this shell ended with the old one.',
        todo: 'Connect again.',
      }
    },
  )
  onScopeDispose(drop)
  return reactive({ frame, refused, opening, open, write, resize, hold, reconnect, detach })
}
