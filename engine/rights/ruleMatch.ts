import type { RightAsk, RightRule } from '../contract/index.ts'

const has = (list: readonly string[], word: string): boolean => list.includes('*') || list.includes(word)

/**
 * Whether a rule allows what is asked, as RBAC reads it: `*` is every verb, group or resource, and as a resource every subresource too;
 * `*` and a subresource after a slash is that subresource of every resource. A rule of single names allows nothing that names no object.
 * Source: ResourceMatches and RuleAllows of kubernetes/plugin/pkg/auth/authorizer/rbac.
 */
export function ruleAllows(rule: RightRule, ask: RightAsk): boolean {
  if (!has(rule.verbs, ask.verb) || !has(rule.groups, ask.group)) return false
  const slash = ask.resource.indexOf('/')
  const ofEvery = slash < 0 ? null : `*${ask.resource.slice(slash)}`
  if (!has(rule.resources, ask.resource) && (ofEvery === null || !rule.resources.includes(ofEvery))) return false
  return rule.names.length === 0 || (ask.name !== undefined && rule.names.includes(ask.name))
}
