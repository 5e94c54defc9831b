import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** PEM texts of one certificate and its key. */
export interface KeyPair {
  cert: string
  key: string
}

/** A certificate authority for one test run, made with the `openssl` command (no key is ever part of the repository). */
export class TestAuthority {
  readonly ca: string
  readonly #dir: string
  #serial = 0

  constructor() {
    this.#dir = mkdtempSync(path.join(tmpdir(), 'kubilitics-ca-'))
    this.#openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', 'ca.key')
    this.#openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', '/CN=test-ca', '-days', '3650', '-out', 'ca.crt')
    this.ca = readFileSync(path.join(this.#dir, 'ca.crt'), 'utf8')
  }

  /** A certificate for 127.0.0.1 and localhost, for a server and for the user `/O=group/CN=name`. Negative days: already expired. */
  issue(commonName: string, options: { organisation?: string; altNames?: string; days?: number } = {}): KeyPair {
    const name = `leaf-${++this.#serial}`
    const subject = (options.organisation === undefined ? '' : `/O=${options.organisation}`) + `/CN=${commonName}`
    const altNames = options.altNames ?? 'DNS:localhost,IP:127.0.0.1'
    writeFileSync(
      path.join(this.#dir, 'ext'),
      `subjectAltName=${altNames}\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n`,
    )
    this.#openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', `${name}.key`)
    this.#openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`)
    const days = options.days ?? 3650
    const sign = [
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-extfile',
      'ext',
      '-out',
      `${name}.crt`,
    ]
    if (days >= 0) this.#openssl(...sign, '-days', String(days))
    else {
      // Only `openssl ca` takes an end in the past in all versions of openssl
      writeFileSync(path.join(this.#dir, 'index'), '')
      writeFileSync(
        path.join(this.#dir, 'ca.cnf'),
        '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\norganizationName=optional\n',
      )
      this.#openssl(
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-md',
        'sha256',
        '-cert',
        'ca.crt',
        '-keyfile',
        'ca.key',
        '-in',
        `${name}.csr`,
        '-extfile',
        'ext',
        '-notext',
        '-out',
        `${name}.crt`,
        '-startdate',
        stamp(days - 1),
        '-enddate',
        stamp(days),
      )
    }
    return {
      cert: readFileSync(path.join(this.#dir, `${name}.crt`), 'utf8'),
      key: readFileSync(path.join(this.#dir, `${name}.key`), 'utf8'),
    }
  }

  dispose(): void {
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.#dir, stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 })
  }
}

function stamp(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14) + 'Z'
}
