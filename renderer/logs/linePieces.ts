import type { LogLine } from '../../engine/contract/index.ts'
import { timeOfDay } from '../words/timeStyle.ts'

/** A piece of a line that looks one way. */
export interface LinePiece {
  text: string
  /** 0: none; 1 + one of 16 ANSI colours. */
  ink: number
  bold: boolean
  /** The filter's expression matches here. */
  marked: boolean
}

/** Cuts a line where its look changes: by its escape codes, and by what was looked for. */
export function linePieces({ text, spans, matches }: Pick<LogLine, 'text' | 'spans' | 'matches'>): readonly LinePiece[] {
  if (spans.length === 0 && matches.length === 0) return [{ text, ink: 0, bold: false, marked: false }]
  const cuts = new Set([0, text.length])
  for (const { start, end } of [...spans, ...matches]) cuts.add(start).add(end)
  const places = [...cuts].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b)
  return places.slice(0, -1).map((start, i) => {
    const span = spans.find((each) => each.start <= start && start < each.end)
    return {
      text: text.slice(start, places[i + 1]),
      ink: span?.ink ?? 0,
      bold: span?.bold ?? false,
      marked: matches.some((match) => match.start <= start && start < match.end),
    }
  })
}

/** `12:34:56.789` by the clock and zone that times are written in, as logs are compared with what one remembers. */
export function clockTime(at: number | null): string {
  return at === null ? '' : timeOfDay(at, true)
}
