import type { DesktopApi } from '../../preload/contract.ts'
import type { EngineClient } from '../engine/client.ts'

let client: EngineClient | null = null
let shell: DesktopApi | null = null

/** Gives the stores their engine and shell. Called once by `main.ts`, and by tests with fakes. */
export function provideLink(engineClient: EngineClient, desktopApi: DesktopApi): void {
  client = engineClient
  shell = desktopApi
}

/** The engine, for stores only. */
export function engine(): EngineClient {
  if (client === null) throw new Error('the stores have no engine yet: call provideLink first')
  return client
}

/** The shell, for stores only. */
export function desktop(): DesktopApi {
  if (shell === null) throw new Error('the stores have no shell yet: call provideLink first')
  return shell
}
