/** How well words fit a text: lower is better, null not at all. The short name people type comes first. */
export function fit(words: string, ...texts: readonly string[]): number | null {
  let best: number | null = null
  texts.forEach((text, order) => {
    const low = text.toLowerCase()
    const score = low === words ? order : low.startsWith(words) ? 10 + order : low.includes(words) ? 20 + order : null
    if (score !== null && (best === null || score < best)) best = score
  })
  return best
}

/** A text cut where the words were found, so that the hit can be marked without making HTML of it. */
export function markWords(text: string, words: string): readonly { text: string; hit: boolean }[] {
  const needle = words.trim().toLowerCase()
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle)
  if (at < 0) return [{ text, hit: false }]
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + needle.length), hit: true },
    { text: text.slice(at + needle.length), hit: false },
  ].filter((part) => part.text !== '')
}
