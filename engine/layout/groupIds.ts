import type { Card } from './scene.ts'

/** The id of the group of a namespace's box. */
export function namespaceGroup(name: string): string {
  return `namespace/${name}`
}

/** The id of the group of a card. */
export function applicationGroup(card: Pick<Card, 'key' | 'loose' | 'namespace'>): string {
  return `application/${card.loose ? `${card.namespace}/unattached` : card.key}`
}

/** The id of the group of a band of cluster-wide things. */
export function bandGroup(title: string): string {
  return `cluster/${title}`
}
