import { expect, test } from 'vitest'
import { iconPath } from './iconPath.ts'
import { iconShapes } from './icons.ts'

const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Service',
  'ConfigMap',
  'Secret',
  'Ingress',
  'Node',
  'Pod',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Role',
  'NotKnown',
]

test('every shape of every icon is path data: letters and numbers of a path, nothing else', () => {
  for (const kind of kinds) expect(iconPath(kind), kind).toMatch(/^M[-\d.\seEaAcChHlLmMqQsSvVzZtT,]+$/)
})

test('a path that begins with a small letter stands where it stood, also behind another', () => {
  expect(iconPath('HorizontalPodAutoscaler')).toBe('M12 14l4-4M3.34 19a10 10 0 1 1 17.32 0')
  expect(iconPath('Role')).toMatch(/ZM9 12l2 2 4-4|M16 9l-5\.5 5\.5L8 12/)
})

test('as many pieces are in the path as the icon has shapes', () => {
  const shapes = (iconShapes['server'] ?? '').match(/<\w+/g)?.length ?? 0
  expect(shapes).toBeGreaterThan(2)
  expect(iconPath('DaemonSet').match(/[Mm]/g)?.length).toBeGreaterThanOrEqual(shapes)
})

test('a circle goes all the way round', () => {
  expect(iconPath('User')).toContain('a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z')
})
