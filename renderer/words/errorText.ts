import type { EngineError, EngineErrorCode } from '../../engine/contract/index.ts'

/** What a code is called on screen. A new code breaks the build here. */
export const errorTitles: Readonly<Record<EngineErrorCode, string>> = {
  'bad-input': 'Not what it should be',
  'not-found': 'Not found',
  forbidden: 'Forbidden',
  unauthorized: 'Not signed in',
  'needs-consent': 'Waits for consent',
  unreachable: 'Cannot be reached',
  'server-error': 'The server answered with an error',
  offline: 'Needs a live cluster',
  timeout: 'No answer in time',
  cancelled: 'Cancelled',
  'engine-gone': 'The engine stopped',
  io: 'File error',
  internal: 'Defect in the app',
}

/** Head line of an error: status and reason when the server gave them (`500 InternalError`), else the code in words. */
export function errorTitle(error: EngineError): string {
  if (error.status !== undefined) return `${error.status} ${error.reason ?? errorTitles[error.code]}`
  return errorTitles[error.code]
}

/** The whole error as lines of text, for the clipboard and the exact-error box. */
export function errorLines(error: EngineError): string {
  const lines = [
    `${error.code}${error.status === undefined ? '' : ` (${error.status}${error.reason ? ` ${error.reason}` : ''})`}`,
    error.message,
  ]
  if (error.where) lines.push(`at ${error.where}`)
  if (error.requestId) lines.push(`request ${error.requestId}`)
  return lines.join('\n')
}

/** What to paste into a ticket: the error, what to do, the time. */
export function errorForSupport(error: EngineError, context: string, at: number): string {
  return [context, new Date(at).toISOString(), errorLines(error), ...(error.todo ? [`to do: ${error.todo}`] : [])].join('\n')
}
