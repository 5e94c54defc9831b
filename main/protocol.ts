import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Protocol } from 'electron'

/** The only place that pages come from. */
export const appUrl = 'app://ui/'
const scheme = 'app'
const host = 'ui'

/**
 * What a page may do: run scripts and styles of the app, show its pictures and fonts, and nothing else. No connections at all: the page speaks to
 * the engine through a port. Vue names its own Trusted Types policy `vue`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue',
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** To be called before the app is ready. */
export function declareScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the window's files. */
export function handleScheme(protocol: Protocol, folder: string): void {
  protocol.handle(scheme, (request) => answer(folder, request.method, request.url))
}

/** True for a page of the app's own. Parsed, never compared by prefix: `app://ui@evil/` and `app://ui.evil/` are others. */
export function isAppUrl(text: string): boolean {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return false
  }
  return url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '' && url.port === ''
}

/** The answer to one request; files outside of `folder` do not exist. */
export async function answer(folder: string, method: string, url: string): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405)
  if (!isAppUrl(url)) return refusal(404)
  const file = fileOf(folder, new URL(url).pathname)
  if (file === null) return refusal(404)
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await readFile(file))
  } catch {
    // whatever the reason, a page is only told that there is nothing
    return refusal(404)
  }
  return new Response(bytes, { headers: headers(types[extname(file)] ?? 'application/octet-stream') })
}

/** The file that a path means, or null when it leads out of the folder. */
export function fileOf(folder: string, pathname: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = join(folder, path === '/' ? 'index.html' : path)
  return file.startsWith(folder + sep) ? file : null
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8') })
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), payment=()',
    'cache-control': 'no-cache',
  }
}
