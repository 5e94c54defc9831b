/**
 * Cuts a name for the middle ellipsis: what stays at the end is the suffix after the last hyphen, because it tells replicas apart
 * (`checkout-7c9f8d6b54` + `-k2x9p`). The head is what may be cut. A suffix over 12 characters is no replica's suffix: then all may be cut.
 */
export function cutName(name: string): { head: string; tail: string } {
  const at = name.lastIndexOf('-')
  if (at <= 0 || at === name.length - 1 || name.length - at > 12) return { head: name, tail: '' }
  return { head: name.slice(0, at), tail: name.slice(at) }
}

/** Two letters for a cluster's badge: the first letters of its first two words, else its first two letters. */
export function badgeLetters(name: string): string {
  const words = name
    .replace(/^\S*[/@]/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const first = [...(words[0] ?? '?')]
  const second = [...(words[1] ?? '')]
  return (second.length > 0 ? `${first[0] ?? '?'}${second[0] ?? ''}` : first.slice(0, 2).join('')).toUpperCase()
}

const thousands = new Intl.NumberFormat('en-US')

/** `48,211`. */
export function count(n: number): string {
  return thousands.format(n)
}

/** `1 kind`, `2 kinds`. */
export function plural(n: number, one: string, many: string = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** `3.2 MiB`; bytes. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = n
  let unit = ''
  for (const next of units) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** Plural of a bare kind name, by the rules of English that resource names follow: for a kind whose own title is not known yet. */
export function kindTitle(name: string): string {
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`
}
