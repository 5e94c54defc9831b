import { err } from '../../engine/contract/index.ts'
import type { EngineApi, EngineError, Result } from '../../engine/contract/index.ts'

/** Milliseconds after which a question is given up on. */
const usualDeadline = 30_000
/** Questions whose honest answer may take longer: files of hundreds of megabytes, servers behind slow sign-ins. */
const deadlines: Partial<Record<keyof EngineApi, number>> = {
  openCluster: 120_000,
  saveSnapshot: 300_000,
  exportGraph: 300_000,
  openSnapshot: 300_000,
  snapshotInfo: 120_000,
}

/** The questions that are open, so that each ends: with its answer, at its deadline, or when the engine goes. */
export class Calls {
  readonly #open = new Set<(error: EngineError) => void>()
  readonly #deadline: number | null

  /** `deadline` in milliseconds replaces all of ours (tests). */
  constructor(deadline: number | null = null) {
    this.#deadline = deadline
  }

  /** Never rejects. */
  run(method: keyof EngineApi, ask: () => Promise<Result<unknown>>): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      const end = (result: Result<unknown>): void => {
        clearTimeout(timer)
        this.#open.delete(giveUp)
        resolve(result)
      }
      const giveUp = (error: EngineError): void => end(err(error))
      const deadline = this.#deadline ?? deadlines[method] ?? usualDeadline
      const timer = setTimeout(() => {
        giveUp({ code: 'timeout', message: `The engine has not answered within ${deadline / 1000} s.`, where: method, todo: 'Try again.' })
      }, deadline)
      this.#open.add(giveUp)
      ask().then(
        (answer) =>
          end(
            isResult(answer)
              ? answer
              : err({ code: 'internal', message: 'The engine answered something that is no result.', where: method }),
          ),
        (thrown: unknown) =>
          giveUp({ code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown), where: method }),
      )
    })
  }

  /** Ends everything that is open. */
  giveUpAll(error: EngineError): void {
    for (const giveUp of [...this.#open]) giveUp(error)
  }
}

function isResult(value: unknown): value is Result<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value
}
