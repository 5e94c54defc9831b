/** Longest link that is shown to a person for a decision. */
const longestLink = 2000

/** The link as it may be opened, or null: only https (with `plain` http too), no credentials in it. */
export function openableLink(text: string, plain: boolean = false): URL | null {
  if (text.length > longestLink) return null
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  const allowed = url.protocol === 'https:' || (plain && url.protocol === 'http:')
  return allowed && url.username === '' && url.password === '' && url.hostname !== '' ? url : null
}
