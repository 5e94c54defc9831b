import type { Page } from '@playwright/test'

/** Milliseconds for one answer of the engine. */
const deadline = 20_000

/**
 * A port to the engine of the test's own, as an attacker in the page would get it: past the client of the window, straight to the relay. It takes
 * the place of the window's own port, so the window itself hears nothing more until it is loaded anew.
 */
async function openPort(page: Page): Promise<void> {
  await page.evaluate(async (wait) => {
    const holder = window as unknown as { testPort?: MessagePort }
    if (holder.testPort !== undefined) return
    holder.testPort = await new Promise<MessagePort>((resolve, reject) => {
      setTimeout(() => reject(new Error('no port came')), wait)
      window.addEventListener('message', (event) => {
        if (event.ports[0] !== undefined) resolve(event.ports[0])
      })
      window.kubilitics.connectEngine()
    })
    holder.testPort.start()
  }, deadline)
}

/** Runs a function in the page with the raw port. */
export async function sendToEngine(page: Page, send: (port: MessagePort) => void): Promise<void> {
  await openPort(page)
  await page.evaluate(`(${send.toString()})(window.testPort)`)
}

/** Asks the engine one question, in Comlink's words, and gives its Result. */
export async function askEngine(page: Page, method: string, ...args: unknown[]): Promise<any> {
  await openPort(page)
  return page.evaluate(
    ([name, values, wait]) => {
      const port = (window as unknown as { testPort: MessagePort }).testPort
      const id = `test-${Math.random()}`
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${name} was not answered`)), wait)
        const hear = (event: MessageEvent): void => {
          if (event.data?.c !== 'rpc' || event.data.m?.id !== id) return
          clearTimeout(timer)
          port.removeEventListener('message', hear)
          resolve(event.data.m.value)
        }
        port.addEventListener('message', hear)
        port.postMessage({
          c: 'rpc',
          m: { id, type: 'APPLY', path: [name], argumentList: values.map((value) => ({ type: 'RAW', value })) },
        })
      })
    },
    [method, args, deadline] as const,
  )
}
