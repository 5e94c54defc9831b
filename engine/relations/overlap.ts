import type { Rule } from './rule.ts'

/**
 * Two objects of one family select the same Pod: two Services, two controllers, two disruption budgets. Not read out of a field, but found in
 * the graph (`engine/graph/overlaps.ts`) from the selectors of the families' own rules.
 */
export const overlapRule: Rule = {
  id: 130,
  from: '*',
  to: '*',
  at: ['spec.selector'],
  match: { by: 'name', namespace: 'same' },
  relationshipType: 'overlaps with',
  category: 'policy',
  confidence: 'selector',
}

/** The rules whose selectors may overlap, by number, with the family within which they must not. */
export const overlapFamilies: ReadonlyMap<number, string> = new Map([
  [41, 'services'],
  [34, 'controllers'],
  [39, 'controllers'],
  [38, 'budgets'],
])
