import { X509Certificate } from 'node:crypto'
import type { EngineError } from '../contract/index.ts'
import { ApiFailure } from './apiClient.ts'
import type { ContextEntry } from './contextEntry.ts'
import { LocalFileError, readLocalFile } from './localFile.ts'

/** Certificates, keys and tokens are small. */
const fileLimit = 1024 * 1024

/** Certificates, keys and tokens that a context names by path or holds. All throw {@link ApiFailure}. */
export class CredentialFiles {
  readonly #context: ContextEntry

  constructor(context: ContextEntry) {
    this.#context = context
  }

  /** Data goes before the file, as in client-go. */
  async pem(what: string, file: string | null, data: string | null): Promise<string | null> {
    const text = data ? Buffer.from(data, 'base64').toString('utf8') : file ? await this.text(what, file) : null
    if (text !== null && !text.includes('-----BEGIN ')) {
      throw this.failure(
        'bad-input',
        `The ${what}${data ? '-data' : ` ${file}`} is not PEM.`,
        'It must begin with -----BEGIN (in the kubeconfig: base64 of that).',
      )
    }
    return text
  }

  /** A token file's token. */
  async token(file: string): Promise<string> {
    const token = (await this.text('tokenFile', file)).trim()
    if (token === '') throw this.failure('unauthorized', `The token file ${file} is empty.`, 'Write a token into it.')
    return token
  }

  /** A file that an entry names. */
  async text(what: string, file: string): Promise<string> {
    try {
      return (await readLocalFile(file, fileLimit)).toString('utf8')
    } catch (error) {
      if (!(error instanceof LocalFileError)) throw error
      throw this.failure('io', `The ${what} ${error.path} ${error.reason}.`, 'Correct the path in the kubeconfig, or put the file there.')
    }
  }

  /** A certificate that has ended is told as such: the server's answer would not say it. */
  refuseExpired(cert: string): void {
    let until: number
    try {
      until = Date.parse(new X509Certificate(cert).validTo)
    } catch {
      throw this.failure('bad-input', 'The client certificate cannot be read.', 'Check client-certificate of the user entry.')
    }
    if (until < Date.now())
      throw this.failure(
        'unauthorized',
        `The client certificate expired on ${new Date(until).toISOString().slice(0, 10)}.`,
        'Get a new kubeconfig, or renew the certificate.',
      )
  }

  /** What is wrong with the user entry. */
  failure(code: EngineError['code'], message: string, todo: string): ApiFailure {
    return new ApiFailure({ code, message, where: `${this.#context.file}, user ${this.#context.user}`, todo })
  }
}
