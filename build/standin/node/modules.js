import crypto from 'node:crypto'
import diagnosticsChannel from 'node:diagnostics_channel'
import events from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import perfHooks from 'node:perf_hooks'
import tls from 'node:tls'
import util from 'node:util'
import workerThreads from 'node:worker_threads'
import zlib from 'node:zlib'
import { define } from './define.js'

const load = createRequire(__filename)

define(process, 'getBuiltinModule', (name) => {
  try {
    return load(name)
  } catch {
    return undefined // as specified: no such module
  }
})

define(crypto, 'hash', (algorithm, data, encoding = 'hex') => crypto.createHash(algorithm).update(data).digest(encoding))
define(os, 'availableParallelism', () => os.cpus().length)
define(workerThreads, 'markAsUncloneable', () => undefined)
define(util, 'styleText', (_format, text) => text)
define(net, 'getDefaultAutoSelectFamily', () => false)
define(net, 'setDefaultAutoSelectFamily', () => undefined)
define(perfHooks.performance, 'markResourceTiming', () => undefined)

for (const name of ['createZstdCompress', 'createZstdDecompress']) {
  define(zlib, name, () => {
    throw new Error('This Node has no zstd')
  })
}

define(util, 'aborted', (signal) => new Promise((resolve) => onAbort(signal, resolve)))
define(events, 'getMaxListeners', (emitter) => emitter.getMaxListeners?.() ?? events.defaultMaxListeners)
define(events, 'addAbortListener', (signal, listener) => {
  onAbort(signal, listener)
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) }
})

function onAbort(signal, listener) {
  if (signal.aborted) queueMicrotask(() => listener())
  else signal.addEventListener('abort', listener, { once: true })
}

const SYSTEM_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
define(tls, 'getCACertificates', (type = 'default') => {
  if (type === 'extra') return []
  if (type !== 'system') return [...tls.rootCertificates]
  if (!existsSync(SYSTEM_CERTIFICATES)) return []
  return readFileSync(SYSTEM_CERTIFICATES, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
})

/** Nobody subscribes to these channels: it is enough that they exist and let the work through. */
define(diagnosticsChannel, 'tracingChannel', (name) => ({
  ...Object.fromEntries(
    ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((event) => [
      event,
      typeof name === 'string' ? diagnosticsChannel.channel(`tracing:${name}:${event}`) : name[event],
    ]),
  ),
  hasSubscribers: false,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  traceSync: (work, _context, self, ...args) => work.apply(self, args),
  tracePromise: (work, _context, self, ...args) => work.apply(self, args),
  traceCallback: (work, _position, _context, self, ...args) => work.apply(self, args),
}))
