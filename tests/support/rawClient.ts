import { readFileSync } from 'node:fs'
import http2, { type ClientHttp2Session } from 'node:http2'
import { parse } from 'yaml'

/** One whole answer, as the server gave it. */
export interface RawAnswer {
  status: number
  headers: Record<string, string>
  text: string
  json: any
}

/** A bare client for tests that must see a server's own answers: client certificate, HTTP/2, no retries. */
export class RawClient {
  readonly #session: ClientHttp2Session

  constructor(kubeconfigText: string) {
    const config = parse(kubeconfigText)
    const cluster = config.clusters[0].cluster
    const user = config.users[0].user
    const pem = (text: string) => Buffer.from(text, 'base64').toString()
    this.#session = http2.connect(cluster.server, {
      ca: pem(cluster['certificate-authority-data']),
      cert: pem(user['client-certificate-data']),
      key: pem(user['client-key-data']),
    })
    this.#session.on('error', () => undefined) // each request reports its own
  }

  static fromFile(path: string): RawClient {
    return new RawClient(readFileSync(path, 'utf8'))
  }

  /** Sends one request; a watch ends when the server ends it (give timeoutSeconds). */
  async send(path: string, options: { method?: string; body?: unknown; accept?: string; contentType?: string } = {}): Promise<RawAnswer> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body)
    const stream = this.#session.request({
      ':path': path,
      ':method': options.method ?? 'GET',
      accept: options.accept ?? 'application/json',
      ...(body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
    })
    stream.setTimeout(30_000, () => stream.close(8))
    stream.end(body)
    let status = 0
    const headers: Record<string, string> = {}
    stream.on('response', (received) => {
      status = Number(received[':status'])
      for (const [name, value] of Object.entries(received)) headers[name] = String(value)
    })
    let text = ''
    stream.setEncoding('utf8')
    for await (const chunk of stream) text += String(chunk)
    let json: unknown = null
    try {
      json = JSON.parse(text)
    } catch {
      // watches and error pages are not one JSON document: the text is there
    }
    return { status, headers, text, json }
  }

  close(): void {
    this.#session.destroy()
  }
}
