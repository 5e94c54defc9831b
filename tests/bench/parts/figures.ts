import { mkdirSync, writeFileSync } from 'node:fs'

const folder = 'test_reports/bench'

/** What a bench found out, printed line by line beside the goals and kept as JSON for whoever compares runs. */
export class Figures {
  readonly #name: string
  readonly #lines: { what: string; value: number | string; unit: string; goal: string; reached: boolean | null }[] = []
  readonly #wrong: string[] = []

  constructor(name: string) {
    this.#name = name
  }

  heading(text: string): void {
    process.stdout.write(`${text}\n`)
  }

  /** One figure; `most` is the goal it should not be above. Missing a goal is told, it fails nothing: machines differ. */
  add(what: string, value: number, unit: string, most?: number, more = ''): void {
    const reached = most === undefined ? null : value <= most
    const goal =
      most === undefined ? more : `goal ${format(most)}${unit}${reached === true ? '' : ', MISSED'}${more === '' ? '' : `, ${more}`}`
    this.#lines.push({ what, value, unit, goal, reached })
    process.stdout.write(`  ${what.padEnd(58)} ${(format(value) + unit).padStart(12)}  ${goal}\n`)
  }

  /** A wrong result, which is a failure of the bench. */
  wrong(what: string): void {
    this.#wrong.push(what)
    process.stdout.write(`  WRONG: ${what}\n`)
  }

  /** Writes the summary and sets the exit code. `raw` are the runs it was reckoned from. */
  end(raw: unknown): void {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${this.#name}.json`, `${JSON.stringify({ figures: this.#lines, wrong: this.#wrong, raw }, null, 2)}\n`)
    if (this.#wrong.length > 0) process.exitCode = 1
  }
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this part of the numbers lies; 0 without numbers. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function format(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
