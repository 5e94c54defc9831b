import type { HealthLevel } from '../../../engine/contract/index.ts'
import { noHealth } from '../../../engine/contract/index.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
/** When the demonstration began, which its times count from. */
export const T0 = Date.now()

export const health = (counts: Partial<Record<HealthLevel, number>>): Record<HealthLevel, number> => ({ ...noHealth(), ...counts })
