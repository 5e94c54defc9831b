import type { Rule } from './rule.ts'

/** Who made whom, as controllers write it. */
export const ownership: readonly Rule[] = [
  {
    id: 1,
    from: '*',
    to: '*',
    at: ['metadata.ownerReferences[]'],
    match: { by: 'owner' },
    relationshipType: 'owned by',
    category: 'ownership',
    confidence: 'declared',
  },
]
