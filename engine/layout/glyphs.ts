import type { HealthLevel } from '../contract/index.ts'
import type { Theme } from './theme.ts'

/** Rounds to a tenth: enough for the eye, and the same text on every machine. */
export function r1(value: number): number {
  return Math.round(value * 10) / 10 || 0
}

/** Health as a small mark: a colour and a shape, always both. */
export function healthMark(theme: Theme, level: HealthLevel, x: number, y: number, size: number): string {
  const c = theme[level]
  const half = size / 2
  const r = r1(half * 0.72)
  const [cx, cy] = [r1(x + half), r1(y + half)]
  const marks: Record<HealthLevel, () => string> = {
    healthy: () => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${c}"/>`,
    progressing: () =>
      `<circle cx="${cx}" cy="${cy}" r="${r}" fill="none" stroke="${c}" stroke-width="1.5"/><path d="M${cx} ${r1(cy - r)}a${r} ${r} 0 0 1 0 ${r1(2 * r)}z" fill="${c}"/>`,
    warning: () => `<path d="M${cx} ${r1(y)}L${r1(x + size)} ${r1(y + size * 0.92)}H${r1(x)}z" fill="${c}"/>`,
    failing: () =>
      `<path d="M${r1(x + size * 0.12)} ${r1(y + size * 0.12)}l${r1(size * 0.76)} ${r1(size * 0.76)}m0 ${r1(-size * 0.76)}l${r1(-size * 0.76)} ${r1(size * 0.76)}" stroke="${c}" stroke-width="${r1(Math.max(1.6, size * 0.24))}" stroke-linecap="round"/>`,
    paused: () =>
      `<path d="M${r1(x + size * 0.3)} ${r1(y + size * 0.12)}v${r1(size * 0.76)}M${r1(x + size * 0.7)} ${r1(y + size * 0.12)}v${r1(size * 0.76)}" stroke="${c}" stroke-width="${r1(size * 0.2)}"/>`,
    unknown: () => `<circle cx="${cx}" cy="${cy}" r="${r}" fill="none" stroke="${c}" stroke-width="1.4" stroke-dasharray="2 1.6"/>`,
  }
  return marks[level]()
}

/** A Pod as a small square; what is not well differs in shape too. */
export function podSquare(theme: Theme, level: HealthLevel, x: number, y: number, size: number): string {
  const c = theme[level]
  const rx = r1(size * 0.22)
  const box = (inset: number, more: string): string =>
    `<rect x="${r1(x + inset)}" y="${r1(y + inset)}" width="${r1(size - 2 * inset)}" height="${r1(size - 2 * inset)}" rx="${rx}" ${more}/>`
  const squares: Record<HealthLevel, () => string> = {
    healthy: () => box(0, `fill="${c}"`),
    progressing: () =>
      `${box(0.6, `fill="none" stroke="${c}" stroke-width="1.2"`)}<rect x="${r1(x)}" y="${r1(y + size / 2)}" width="${r1(size)}" height="${r1(size / 2)}" rx="${rx}" fill="${c}"/>`,
    warning: () => `<path d="M${r1(x + size / 2)} ${r1(y)}l${r1(size / 2)} ${r1(size)}h${r1(-size)}z" fill="${c}"/>`,
    failing: () =>
      `<path d="M${r1(x + 1)} ${r1(y + 1)}l${r1(size - 2)} ${r1(size - 2)}m0 ${r1(2 - size)}l${r1(2 - size)} ${r1(size - 2)}" stroke="${c}" stroke-width="${r1(Math.max(1.6, size * 0.26))}" stroke-linecap="round"/>`,
    paused: () => box(0.7, `fill="none" stroke="${c}" stroke-width="1.3"`),
    unknown: () => box(0.7, `fill="none" stroke="${c}" stroke-width="1.3" stroke-dasharray="2 1.6"`),
  }
  return squares[level]()
}

/** A Pod that is wanted and not there. */
export function missingSquare(theme: Theme, x: number, y: number, size: number): string {
  return `<rect x="${r1(x + 0.5)}" y="${r1(y + 0.5)}" width="${r1(size - 1)}" height="${r1(size - 1)}" rx="${r1(size * 0.22)}" fill="none" stroke="${theme.text3}" stroke-dasharray="2 2"/>`
}

/** Shares of health as a bar; `rest` is what is wanted and not there. */
export function healthBar(theme: Theme, levels: readonly HealthLevel[], rest: number, x: number, y: number, w: number, h: number): string {
  const total = levels.length + rest
  const rx = r1(h / 2)
  let out = `<rect x="${r1(x)}" y="${r1(y)}" width="${r1(w)}" height="${r1(h)}" rx="${rx}" fill="${theme.well}"/>`
  let at = x
  for (const level of ['failing', 'warning', 'progressing', 'unknown', 'paused', 'healthy'] as const) {
    const count = levels.filter((l) => l === level).length
    if (count === 0) continue
    const width = Math.min(Math.max(2, (w * count) / total), x + w - at)
    out += `<rect x="${r1(at)}" y="${r1(y)}" width="${r1(width)}" height="${r1(h)}" rx="${rx}" fill="${theme[level]}"/>`
    at += width
  }
  return out
}
