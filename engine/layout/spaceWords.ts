import type { Space } from './scene.ts'

/** What a namespace's head says of it: `16 workloads`, `25 pods`, … `135 objects`. */
export function spaceWords(space: Space): string[] {
  const count = (...kinds: string[]): number => kinds.reduce((sum, kind) => sum + (space.counts.get(kind) ?? 0), 0)
  const objects = [...space.counts.values()].reduce((a, b) => a + b, 0)
  const word = (n: number, one: string): string => (n === 0 ? '' : `${n} ${one}${n === 1 || one === 'config' ? '' : 's'}`)
  return [
    word(count('apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/CronJob'), 'workload'),
    word(count('core/Pod'), 'pod'),
    word(count('core/Service'), 'service'),
    word(count('core/ConfigMap', 'core/Secret', 'core/PersistentVolumeClaim'), 'config'),
    word(objects, 'object'),
  ].filter((w) => w !== '')
}

/** The heads of the columns of what cards share. Places are baselines. */
export function spaceCaptions(space: Space): { x: number; y: number; text: string }[] {
  const captions = []
  const [left, right] = [space.left[0], space.right[0]]
  if (left) captions.push({ x: left.x, y: left.y - 8, text: 'Shared' })
  if (right) captions.push({ x: right.x, y: right.y - 8, text: 'Shared in this namespace' })
  return captions
}
