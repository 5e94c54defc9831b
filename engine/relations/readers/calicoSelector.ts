/** A selector of Calico as Kubernetes would write it. */
export interface LabelSelectorSource {
  matchLabels: Record<string, string>
  matchExpressions: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[]
}

const term = String.raw`(?:'([^']*)'|"([^"]*)")`
const key = String.raw`([A-Za-z0-9_./-]+)`
const equal = new RegExp(String.raw`^${key}\s*(==|!=)\s*${term}$`)
const oneOf = new RegExp(String.raw`^${key}\s+(in|not\s+in)\s*\{(.*)\}$`)
const presence = new RegExp(String.raw`^(!?)\s*has\(\s*${key}\s*\)$`)

/**
 * Reads Calico's selector language as far as a LabelSelector can say the same: `==`, `!=`, `in`, `not in`, `has()`, `!has()`, `all()`, joined
 * by `&&`. Null for the rest (`||`, brackets, `starts with` …), since half a selector would select something else. A missing label differs
 * from every value in both languages.
 */
export function calicoSelector(written: string): LabelSelectorSource | null {
  const out: LabelSelectorSource = { matchLabels: {}, matchExpressions: [] }
  const whole = written.trim()
  if (whole === '') return out
  for (const part of conjunction(whole)) {
    if (part === 'all()') continue
    const same = equal.exec(part)
    const listed = oneOf.exec(part)
    const has = presence.exec(part)
    if (same) {
      const value = same[3] ?? same[4] ?? ''
      out.matchExpressions.push({ key: same[1] ?? '', operator: same[2] === '==' ? 'In' : 'NotIn', values: [value] })
    } else if (listed) {
      const values = [...(listed[3] ?? '').matchAll(new RegExp(term, 'g'))].map((m) => m[1] ?? m[2] ?? '')
      if (values.length === 0) return null
      out.matchExpressions.push({ key: listed[1] ?? '', operator: listed[2] === 'in' ? 'In' : 'NotIn', values })
    } else if (has) out.matchExpressions.push({ key: has[2] ?? '', operator: has[1] === '' ? 'Exists' : 'DoesNotExist' })
    else return null
  }
  return out
}

/** Splits at `&&` outside of quotes. */
function conjunction(written: string): readonly string[] {
  const parts: string[] = []
  let quote = ''
  let from = 0
  for (let i = 0; i < written.length; i++) {
    const c = written[i] ?? ''
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === "'" || c === '"') quote = c
    else if (written.startsWith('&&', i)) {
      parts.push(written.slice(from, i).trim())
      from = i + 2
      i++
    }
  }
  return [...parts, written.slice(from).trim()]
}
