/** How well an object is, in the words and shapes of the screens. */
export type HealthLevel = 'healthy' | 'progressing' | 'warning' | 'failing' | 'paused' | 'unknown'

/** Level, Kubernetes' own short word for it (`CrashLoopBackOff`), and one sentence when there is more to say. */
export interface Health {
  level: HealthLevel
  reason: string
  message?: string
}

/** From best to worst: the health of a group is the worst of its members. */
export const healthOrder: readonly HealthLevel[] = ['healthy', 'paused', 'unknown', 'progressing', 'warning', 'failing']

/** The worse of two levels. */
export function worseHealth(a: HealthLevel, b: HealthLevel): HealthLevel {
  return healthOrder.indexOf(a) >= healthOrder.indexOf(b) ? a : b
}

/** Objects by level; the sum is the number of objects. */
export type HealthCounts = Readonly<Record<HealthLevel, number>>

/** A fresh set of zero counts. */
export function noHealth(): Record<HealthLevel, number> {
  return { healthy: 0, paused: 0, unknown: 0, progressing: 0, warning: 0, failing: 0 }
}
