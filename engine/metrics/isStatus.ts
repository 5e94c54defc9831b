/** Whether an answer is the API server's own word (a Status of Kubernetes), and not of what stands behind its proxy. */
export function isStatus(body: Uint8Array): boolean {
  // none is longer, and what is need not be read for it
  if (body.length > 64 * 1024) return false
  try {
    return (JSON.parse(Buffer.from(body).toString('utf8')) as { kind?: unknown } | null)?.kind === 'Status'
  } catch {
    return false
  }
}
