import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** A Service that a text seems to speak of. Without a namespace that of the holder is meant, and there is a port then. */
interface Mention {
  namespace: string | null
  name: string
  port: string | null
  /** As written. */
  value: string
}

const label = '[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?'
const anyLabel = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?'
/**
 * `<svc>.<ns>.svc[.<domain>]` (also of a Pod behind it: `<pod>.<svc>.<ns>.svc`), `<svc>.<ns>`, or `<svc>`; then perhaps a port. Not in the middle of a word, a
 * path (`/etc/app.conf`) or an address (`10.0.0.1:80`), and not before an `@`, where a user and a password stand.
 */
const mention = new RegExp(
  `(?<![\\w.-])(?<!(?:^|[^/])/)(?:(?:${anyLabel}\\.)?(${label})\\.(${anyLabel})\\.svc(?:\\.${anyLabel})*\\.?|(${label})(?:\\.(${anyLabel}))?)(?::(\\d{1,5}))?(?![\\w@-]|\\.\\w|:\\d)`,
  'g',
)

/** Second labels that are hardly ever namespaces: files and the commonest domains. With a port or `.svc` they are not asked. */
const noNamespaces = new Set(
  'com org net edu gov yaml yml json toml ini conf cfg properties xml txt md log html css js ts py rb sh bash jar war exe so pem crt key pub p12 jks csv sql db sock pid tmp bak gz zip tar'.split(
    ' ',
  ),
)

/** Most values are words and numbers: a name with a port or a namespace has a colon or a dot. */
function mayMention(text: string): boolean {
  return text.length >= 3 && (text.includes(':') || text.includes('.'))
}

/** Every Service that a text may speak of. */
function mentionsIn(text: string): readonly Mention[] {
  if (!mayMention(text)) return none
  const found: Mention[] = []
  for (const [value, name, namespace, short, beside, port = null] of text.matchAll(mention)) {
    if (name !== undefined && namespace !== undefined) found.push({ name, namespace, port, value })
    else if (short !== undefined && beside !== undefined) {
      if (port !== null || !noNamespaces.has(beside)) found.push({ name: short, namespace: beside, port, value })
    } else if (short !== undefined && port !== null && Number(port) > 0 && Number(port) < 65_536)
      found.push({ name: short, namespace: null, port, value })
  }
  return found.length === 0 ? none : found
}

/** What two rules want to know of a text. */
interface Answer {
  withPort: readonly Mention[]
  withoutPort: readonly Mention[]
}

const none: readonly Mention[] = []
const nobody: readonly ReadTarget[] = []
const silence: Answer = { withPort: none, withoutPort: none }
/** Pods of a workload have the same texts, and the same URL stands in many: what was found in the last ones is kept, up to so many and so long. */
const answers = new Map<string, Answer>()
const mostAnswers = 4_096
const longestKept = 512

function asked(text: string): Answer {
  if (!mayMention(text)) return silence
  const kept = answers.get(text)
  if (kept !== undefined) return kept
  const found = mentionsIn(text)
  const answer =
    found.length === 0 ? silence : { withPort: found.filter((m) => m.port !== null), withoutPort: found.filter((m) => m.port === null) }
  if (text.length > longestKept) return answer
  if (answers.size >= mostAnswers) answers.clear()
  answers.set(text, answer)
  return answer
}

/** Services named with one of their ports: `cart:7070`, `cart.shop.svc:7070`. There is hardly another way to read that. */
export function mentionedPort(value: unknown, holder: Holder): readonly ReadTarget[] {
  const found = typeof value === 'string' ? asked(value).withPort : none
  return found.length === 0 ? nobody : found.map((m) => target(m, holder, m.port))
}

/** Services named with their namespace, without a port: `cart.shop`, `cart.shop.svc.cluster.local`. */
export function mentionedName(value: unknown, holder: Holder): readonly ReadTarget[] {
  const found = typeof value === 'string' ? asked(value).withoutPort : none
  return found.length === 0 ? nobody : found.map((m) => target(m, holder, null))
}

/** The same in all values of a ConfigMap. */
export function mentionedInData(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const found: ReadTarget[] = []
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') continue
    for (const m of mentionsIn(text)) found.push({ ...target(m, holder, m.port), at: `["${key}"]` })
  }
  return found
}

function target({ name, namespace, value }: Mention, holder: Holder, port: string | null): ReadTarget {
  return { namespace: namespace ?? holder.namespace, name, value, tentative: true, ...(port === null ? {} : { part: port }) }
}
