import type { ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** What a terminal is connected to. */
export interface TerminalTarget {
  /** `exec` starts a command, `attach` joins the one that runs. */
  type: 'exec' | 'attach'
  cluster: ClusterId
  pod: ObjectId
  container: string
  /** For `exec`; null: a shell, bash where there is one. */
  command: readonly string[] | null
}

/** Where a terminal stands. */
export type TerminalState =
  | 'connecting'
  | 'open'
  | 'ended' // the command ended, and `exit` is its code; or one left what goes on
  | 'lost' // the connection broke: a new one starts a new command
  | 'failed'

/** What a terminal said since the frame before; travels packed (`packTerminalFrame`). Bytes of escape codes are in it: only a terminal may draw it. */
export interface TerminalFrame {
  subscription: number
  revision: number
  /** Rises with every connection: what comes first in a new one begins on an empty screen. */
  session: number
  text: string
  state: TerminalState
  /** Null: not known. */
  exit: number | null
  /** In words: why it ended or failed. */
  reason: string
  error: EngineError | null
}

/** A container that a terminal can be opened in. */
export interface TerminalContainer {
  name: string
  kind: 'init' | 'main' | 'ephemeral'
  running: boolean
  /** What it declares: whether it takes input at all, whether that ends when the first one leaves, and whether it has a screen. */
  stdin: boolean
  stdinOnce: boolean
  tty: boolean
  /** Why not, in Kubernetes' words. */
  reason: string
}

/** A system terminal that was opened for a context. */
export interface LocalShell {
  /** The program that was started. */
  program: string
  /** The kubeconfig of just that context; removed when the shell or the app ends. */
  kubeconfig: string
}

/** Questions about terminals. */
export interface TerminalsApi {
  terminalContainers(cluster: ClusterId, pod: ObjectId): Promise<Result<readonly TerminalContainer[]>>
  /** Opens a terminal; frames come under the returned number until `closeSubscription`. A protected cluster wants `confirmed`. */
  openTerminal(target: TerminalTarget, columns: number, rows: number, confirmed: boolean): Promise<Result<number>>
  writeTerminal(subscription: number, text: string): Promise<Result<null>>
  resizeTerminal(subscription: number, columns: number, rows: number): Promise<Result<null>>
  /** After `ended`, `lost` or `failed`: starts anew. */
  reconnectTerminal(subscription: number): Promise<Result<null>>
  /** Leaves what was attached to; it goes on. */
  detachTerminal(subscription: number): Promise<Result<null>>
  /** Says nothing more of what the program says until it is called with false: the screen is behind. The program waits when a little has gathered. */
  holdTerminal(subscription: number, held: boolean): Promise<Result<null>>
  /** Opens the system's own terminal with a kubeconfig of just this context. */
  openLocalShell(cluster: ClusterId, confirmed: boolean): Promise<Result<LocalShell>>
}

/** For the gate. */
export const terminalsMethods: Readonly<Record<keyof TerminalsApi, true>> = {
  terminalContainers: true,
  openTerminal: true,
  writeTerminal: true,
  resizeTerminal: true,
  reconnectTerminal: true,
  detachTerminal: true,
  holdTerminal: true,
  openLocalShell: true,
}
