import { mentionedInData, mentionedName, mentionedPort } from './readers/mentions.ts'
import type { Rule } from './rule.ts'

/** Services that are spoken of in texts: nobody declared that they are called, yet this is how most calls are configured. */

const containers = '(containers|initContainers|ephemeralContainers)[]'
const texts = [`${containers}.env[].value`, `${containers}.args[]`, `${containers}.command[]`]
const calls = { to: 'core/Service', relationshipType: 'calls', category: 'traffic', confidence: 'inferred' } as const

export const mentions: readonly Rule[] = [
  { id: 128, variant: 'port', from: 'podTemplate', at: texts, match: { by: 'read', read: mentionedPort, tentative: true }, ...calls },
  { id: 128, variant: 'name', from: 'podTemplate', at: texts, match: { by: 'read', read: mentionedName, tentative: true }, ...calls },
]

/** The same in ConfigMaps, which hold anything: only where somebody asks for it, see `RuleBook.setDerived`. */
export const configMapMentions: readonly Rule[] = [
  { id: 129, from: ['core/ConfigMap'], at: ['data'], match: { by: 'read', read: mentionedInData, tentative: true }, ...calls },
]
