import type { GraphEdge, HealthLevel } from '../contract/index.ts'

/** Colours on white of formats that bring no theme of their own; each state also has a word beside it. */
export const healthInk: Readonly<Record<HealthLevel, string>> = {
  healthy: '#12703f',
  progressing: '#0b63a5',
  warning: '#8a5a00',
  failing: '#b3161b',
  paused: '#5b6472',
  unknown: '#5b6472',
}

/** Of what is named and missing. */
export const ghostInk = '#b3161b'

/** Broken edges are red; the others say their category. */
export function edgeInk(edge: GraphEdge): string {
  if (edge.state === 'dangling' || edge.state === 'blocked' || edge.state === 'forbidden') return ghostInk
  if (edge.category === 'traffic') return '#3b45c4'
  return edge.category === 'policy' ? '#6a4fa3' : '#5b6472'
}
