import electron from 'electron'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'

const { app, protocol } = electron

/** Served under the page's own origin, so that `script-src 'self'` holds. */
const PAGE_PRELUDE = '/__prelude.js'
const NET_FAILED = -2

function handle(scheme, handler) {
  const registered = this.registerStreamProtocol(scheme, async (request, answer) => {
    try {
      if (new URL(request.url).pathname === PAGE_PRELUDE) return answer(pagePrelude())
      answer(await toAnswer(await handler(toRequest(request))))
    } catch (error) {
      console.error(`${scheme}: handler failed`, error)
      answer({ error: NET_FAILED })
    }
  })
  if (!registered) throw new Error(`Failed to register protocol: ${scheme}`)
}

const methods = {
  handle,
  unhandle(scheme) {
    this.unregisterProtocol(scheme)
  },
  isProtocolHandled(scheme) {
    return this.isProtocolRegistered(scheme)
  },
}

function addTo(target) {
  for (const [name, value] of Object.entries(methods)) {
    if (!target[name]) Object.defineProperty(target, name, { value, configurable: true, writable: true })
  }
}

// `protocol` forwards to the default session's and has no prototype of its own; other sessions get theirs when they are made
addTo(protocol)
app.on('session-created', (session) => addTo(session.protocol))

function pagePrelude() {
  const headers = { 'content-type': 'text/javascript; charset=utf-8' }
  return { statusCode: 200, headers, data: createReadStream(join(__dirname, 'page.js')) }
}

function toRequest({ url, method, headers, uploadData }) {
  if (!uploadData?.length) return new Request(url, { method, headers })
  const body = Buffer.concat(uploadData.map((part) => part.bytes ?? readFileSync(part.file)))
  return new Request(url, { method, headers, body, duplex: 'half' })
}

async function toAnswer(response) {
  const headers = {}
  response.headers.forEach((value, name) => {
    headers[name] = name in headers ? [headers[name], value].flat() : value
  })
  const isPage = String(headers['content-type'] ?? '').startsWith('text/html')
  if (!isPage) return { statusCode: response.status, headers, data: response.body ? Readable.fromWeb(response.body) : Readable.from([]) }
  delete headers['content-length']
  const html = (await response.text()).replace(/<head[^>]*>/i, (head) => `${head}<script src="${PAGE_PRELUDE}"></script>`)
  return { statusCode: response.status, headers, data: Readable.from([Buffer.from(html)]) }
}
