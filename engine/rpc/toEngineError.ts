import { ApiFailure } from '../cluster/apiClient.ts'
import type { EngineError } from '../contract/index.ts'
import { redact } from '../telemetry/redact.ts'

/**
 * The one place where a thrown thing becomes an error that a window may see. A failure of the API client brings its own; an abort is an abort;
 * everything else is a defect of ours, shown by name and redacted message, never with its stack.
 */
export function toEngineError(thrown: unknown, doing: string): EngineError {
  if (thrown instanceof ApiFailure) return thrown.error
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled', message: `${doing} was cancelled.` }
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return { code: 'timeout', message: `${doing} took too long.`, todo: 'Try again.' }
  return {
    code: 'internal',
    message: `${doing} failed inside Kubilitics: ${describe(thrown)}`,
    todo: 'Try again. If it stays, please report it with Help → Copy diagnostics.',
  }
}

function describe(thrown: unknown): string {
  if (thrown instanceof Error) return redact(thrown.message === '' ? thrown.name : thrown.message)
  return typeof thrown === 'string' ? redact(thrown) : `a thrown ${thrown === null ? 'null' : typeof thrown}`
}
