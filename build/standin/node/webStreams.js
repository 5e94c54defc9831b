/** What `node:stream` knows about web streams since Node 18: conversion, and the questions undici asks of a body. */
import stream from 'node:stream'
import web from 'node:stream/web'
import util from 'node:util'
import { define } from './define.js'

define(stream.Readable, 'fromWeb', (source, options) => stream.Readable.from(chunksOf(source), { objectMode: false, ...options }))
define(
  stream.Readable,
  'toWeb',
  (source) =>
    new web.ReadableStream({
      start(controller) {
        source.on('data', (chunk) => {
          controller.enqueue(new Uint8Array(chunk))
          if (controller.desiredSize <= 0) source.pause()
        })
        source.on('end', () => controller.close())
        source.on('error', (error) => controller.error(error))
      },
      pull: () => void source.resume(),
      cancel: (reason) => void source.destroy(reason),
    }),
)

async function* chunksOf(source) {
  const reader = source.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

// Node 16 keeps a web stream's state under a private symbol and tells nobody when it changes
const kState = Object.getOwnPropertySymbols(new web.ReadableStream()).find((symbol) => symbol.description === 'kState')
const stateOf = (source) => source[kState]
const isWeb = (source) => source instanceof web.ReadableStream || source instanceof web.WritableStream

function whenFinished(source, callback) {
  const record = stateOf(source)
  let state = record.state
  const done = () => queueMicrotask(() => callback(state === 'errored' ? record.storedError : undefined))
  if (!['readable', 'writable', 'erroring'].includes(state)) return done()
  const before = Object.getOwnPropertyDescriptor(record, 'state') // there when somebody else waits for this stream too
  Object.defineProperty(record, 'state', {
    configurable: true,
    enumerable: true,
    get: () => state,
    set(next) {
      before?.set?.call(record, next)
      state = next
      if (next === 'closed' || next === 'errored') done()
    },
  })
}

const { finished, isReadable, isErrored, isDisturbed, promises } = stream
const finishedLater = promises.finished

stream.finished = function (source, options, callback) {
  if (!isWeb(source)) return finished.apply(this, arguments)
  const call = typeof options === 'function' ? options : callback
  let listening = true
  whenFinished(source, (error) => {
    if (listening) call.call(source, error)
  })
  return () => {
    listening = false
  }
}

promises.finished = (source, options) =>
  isWeb(source)
    ? new Promise((resolve, reject) => whenFinished(source, (error) => (error ? reject(error) : resolve())))
    : finishedLater(source, options)
stream.finished[util.promisify.custom] = promises.finished

stream.isReadable = (source) => (isWeb(source) ? stateOf(source).state === 'readable' : isReadable(source))
stream.isErrored = (source) => (isWeb(source) ? stateOf(source).state === 'errored' : isErrored(source))
stream.isDisturbed = (source) => (isWeb(source) ? Boolean(stateOf(source).disturbed) : isDisturbed(source))
