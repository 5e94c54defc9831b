import type { HealthLevel } from '../../engine/contract/index.ts'
import { healthShapes, shapeClasses } from '../words/clusterState.ts'

/** States that stand back, so that trouble stands out by being the only colour. */
export const quietWords: ReadonlySet<string> = new Set([
  'Running',
  'Completed',
  'Succeeded',
  'Complete',
  'Active',
  'Bound',
  'Available',
  'Ready',
  'Normal',
  'True',
  'available',
])

/** Text colour of a health level; healthy words stand back. */
export function levelInk(level: HealthLevel): string {
  return level === 'healthy' ? 't3' : shapeClasses[healthShapes[level]]
}
