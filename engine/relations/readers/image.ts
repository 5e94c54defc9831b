import type { ReadTarget } from '../rule.ts'

/**
 * The full name of an image, as a registry is asked for it: host, path, tag, digest. `nginx` is `docker.io/library/nginx:latest`; a tag
 * beside a digest is kept, and so is the digest. Null for what is no image name.
 */
export function fullImageName(written: string): string | null {
  const stripped = written.trim().replace(/^[a-z-]+:\/\//, '')
  if (stripped === '' || /\s/.test(stripped)) return null
  // A digest without a name: a runtime that has forgotten where the image came from.
  if (/^sha256:[0-9a-f]{64}$/.test(stripped)) return stripped
  const at = stripped.indexOf('@')
  const digest = at < 0 ? '' : stripped.slice(at)
  const named = at < 0 ? stripped : stripped.slice(0, at)
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const tag = hasTag ? named.slice(colon) : digest === '' ? ':latest' : ''
  const path = hasTag ? named.slice(0, colon) : named
  if (path === '') return null
  const slash = path.indexOf('/')
  const first = slash < 0 ? '' : path.slice(0, slash)
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase()
  const host = !isHost || first === 'index.docker.io' ? 'docker.io' : first
  const rest = isHost ? path.slice(slash + 1) : path
  return `${host}/${host === 'docker.io' && !rest.includes('/') ? 'library/' : ''}${rest}${tag}${digest}`
}

/** Many Pods run few images: what the last names came to is kept, up to so many. */
const targets = new Map<string, readonly ReadTarget[]>()
const mostKept = 4_096
const none: readonly ReadTarget[] = []

/** Reads `image`, `imageID` or a volume's `reference`. */
export function image(value: unknown): readonly ReadTarget[] {
  if (typeof value !== 'string') return none
  const kept = targets.get(value)
  if (kept !== undefined) return kept
  const name = fullImageName(value)
  const found = name === null ? none : [{ namespace: '', name }]
  if (targets.size >= mostKept) targets.clear()
  targets.set(value, found)
  return found
}
