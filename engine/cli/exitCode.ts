import type { EngineError } from '../contract/index.ts'

/** What the command line ends with; documented in docs/command-line.md. */
export const exitCode = {
  ok: 0,
  /** A defect, or a file that could not be written. */
  failed: 1,
  /** Wrong arguments, or input that is not what it should be. */
  usage: 2,
  notFound: 3,
  /** Signed out, or without the right. */
  denied: 4,
  unreachable: 5,
  /** There is an answer, but a kind could not be read: the list on standard error says which and why. */
  incomplete: 6,
  /** Ended by Ctrl-C, as shells number it. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The exit code that fits an error. */
export function exitCodeOf(error: EngineError): ExitCode {
  switch (error.code) {
    case 'bad-input':
      return exitCode.usage
    case 'not-found':
      return exitCode.notFound
    case 'forbidden':
    case 'unauthorized':
    case 'needs-consent':
      return exitCode.denied
    case 'unreachable':
    case 'timeout':
    case 'server-error':
      return exitCode.unreachable
    default:
      return exitCode.failed
  }
}

/** An expected end of a command: the error is written to standard error, the code is what the process ends with. */
export class CommandFailure extends Error {
  readonly error: EngineError

  constructor(error: EngineError) {
    super(error.message)
    this.name = 'CommandFailure'
    this.error = error
  }
}
