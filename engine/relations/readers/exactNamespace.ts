import type { ReadTarget } from '../rule.ts'

/** The name of a namespace; patterns (`*`, `team-*`) name no one namespace. */
export function exactNamespace(value: unknown): readonly ReadTarget[] {
  return typeof value === 'string' && value !== '' && !/[*?[\]]/.test(value) ? [{ namespace: '', name: value }] : []
}
