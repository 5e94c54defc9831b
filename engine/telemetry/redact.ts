/** Shapes of credentials. What they match is replaced, never shown; over-eager is fine here. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, // JSON web tokens
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi,
  /(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/g, // user:password in a URL
  /(?<=\b[\w-]*(?:-data|token|password|secret|api[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',}]{4,}/gi,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{35}\b/g,
  /[A-Za-z0-9+/_-]{40,}={0,2}/g, // anything long without a space: keys, digests, base64
]

/** Text without what looks like a credential. For messages of exceptions, whose text nobody has checked. */
export function redact(text: string): string {
  let clean = text.length > 2000 ? `${text.slice(0, 2000)}…` : text
  for (const shape of shapes) clean = clean.replace(shape, '[redacted]')
  return clean
}
