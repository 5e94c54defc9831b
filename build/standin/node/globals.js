import buffer from 'node:buffer'
import crypto from 'node:crypto'
import os from 'node:os'
import web from 'node:stream/web'
import workerThreads from 'node:worker_threads'
import { define } from './define.js'

const WEB_STREAMS = [
  'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableByteStreamController', 'WritableStream',
  'TransformStream', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream',
  'CompressionStream', 'DecompressionStream',
] // prettier-ignore

for (const name of WEB_STREAMS) if (web[name]) define(globalThis, name, web[name])

define(globalThis, 'DOMException', domException())
define(globalThis, 'Blob', buffer.Blob)
define(globalThis, 'crypto', crypto.webcrypto)
define(crypto.webcrypto, 'randomUUID', crypto.randomUUID)
define(globalThis, 'navigator', {
  userAgent: `Node.js/${process.versions.node.split('.')[0]}`,
  hardwareConcurrency: os.cpus().length,
  language: 'en-US',
  platform: process.platform,
})

define(
  globalThis,
  'CustomEvent',
  class CustomEvent extends Event {
    #detail
    constructor(type, options) {
      super(type, options)
      this.#detail = options?.detail ?? null
    }
    get detail() {
      return this.#detail
    }
  },
)

define(AbortSignal, 'any', (signals) => {
  const any = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) {
      any.abort(signal.reason)
      break
    }
    signal.addEventListener('abort', () => any.abort(signal.reason), { once: true, signal: any.signal })
  }
  return any.signal
})

// core-js brings one for the language's own types; this one also knows ports and transferring
Object.defineProperty(globalThis, 'structuredClone', { value: structuredCloneOverPort, writable: true, configurable: true })

function structuredCloneOverPort(value, options) {
  const { port1, port2 } = new workerThreads.MessageChannel()
  try {
    port1.postMessage(value, options?.transfer)
    return workerThreads.receiveMessageOnPort(port2).message
  } finally {
    port1.close()
  }
}

/** Node 16 has the class but does not show it: an error of that class does. */
function domException() {
  try {
    return void atob('*')
  } catch (error) {
    return error.constructor
  }
}
