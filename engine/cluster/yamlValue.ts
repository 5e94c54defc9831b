/** A text that is not YAML, or goes past a limit. */
export class YamlTextError extends Error {
  /** Counted from 1; null when the whole text is meant. */
  readonly line: number | null
  readonly column: number | null
  /** What to do, where it is not plainly to correct the text. */
  readonly todo: string | null

  constructor(message: string, line: number | null, column: number | null, todo: string | null = null) {
    super(message)
    this.name = 'YamlTextError'
    this.line = line
    this.column = column
    this.todo = todo
  }
}

/** A value of a YAML text. Scalars are text as written: a name like `1234` or `on` stays what it is. */
export type YamlValue = string | null | YamlList | YamlMap
export type YamlList = YamlValue[]
/** Keys in order; never a prototype's. */
export type YamlMap = Map<string, YamlValue>

/** Kubeconfigs are 6 levels deep. */
export const maxDepth = 40

/** Lines or values of a text without aliases: 10,000 contexts with plugins and certificates are 300,000. They are read in about a second. */
export const maxPlainValues = 500_000
