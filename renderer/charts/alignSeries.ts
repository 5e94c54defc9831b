import type { Series } from '../../engine/contract/index.ts'

/** Columns as uPlot wants them: moments in seconds, then a column per line and level. A hole is null: NaN would be drawn as nothing everywhere. */
export type Columns = [number[], ...(number | null)[][]]

/** Puts lines measured at different moments on one axis. Where a line was not measured at another's moment it goes on; where it says NaN it has a hole. */
export function alignSeries(series: readonly Series[], levels: readonly { value: number }[]): Columns {
  const moments = [...new Set(series.flatMap(({ at }) => at))].sort((a, b) => a - b)
  const place = new Map(moments.map((moment, index) => [moment, index]))
  const columns = series.map(({ at, values }) => {
    // undefined is how uPlot is told that a line goes on
    const column = new Array<number | null | undefined>(moments.length)
    for (const [index, moment] of at.entries()) {
      const value = values[index] ?? NaN
      column[place.get(moment) ?? 0] = Number.isFinite(value) ? value : null
    }
    return column as (number | null)[]
  })
  return [moments.map((moment) => moment / 1000), ...columns, ...levels.map(({ value }) => moments.map(() => value))]
}
