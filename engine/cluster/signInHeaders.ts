import type { UserData } from './contextEntry.ts'

/** A token goes before name and password, as in client-go. */
export function signsInByName(user: UserData, token: string | null): boolean {
  return Boolean(user.username) && !token
}

/** Token, or name and password, as headers. */
export function plainHeaders(user: UserData, token: string | null): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` }
  if (!signsInByName(user, token)) return {}
  return { authorization: `Basic ${Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')}` }
}

/** Whom a user entry acts as. */
export function impersonation(user: UserData): Record<string, string | readonly string[]> {
  const as = user.impersonate
  if (!as) return {}
  const headers: Record<string, string | readonly string[]> = { 'impersonate-user': as.user }
  if (as.uid) headers['impersonate-uid'] = as.uid
  // Several values are several headers: the server does not split at commas.
  if (as.groups.length > 0) headers['impersonate-group'] = as.groups
  for (const [key, values] of Object.entries(as.extra)) headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = values
  return headers
}
