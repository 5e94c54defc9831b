import { longestLine } from './lineSplitter.ts'

/** What a List response says beside its items. */
export interface ListHead {
  resourceVersion: string
  /** Token of the next page, empty on the last. */
  continue: string
  /** How many more there are, if the server counted. */
  remainingItemCount: number | null
}

/** A List response that is not one, or that ended early. */
export class ListSyntaxError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ListSyntaxError'
  }
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBrace = 0x7d
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a

/** Of the members beside `items`, only small ones matter (`metadata` of a list holds four fields). */
const longestHead = 1024 * 1024

const decoder = new TextDecoder('utf-8')

/** Where the scanner stands at the top level of the response. */
type Place = 'start' | 'key' | 'colon' | 'value' | 'comma' | 'items' | 'after-item' | 'end'

/**
 * Cuts the `items` of a List response out of the byte stream, one object at a time, wherever the chunks end; the whole list is never
 * held. It only counts brackets and skips strings: whether an item is sound JSON is the sink's to judge.
 */
export class ListStream {
  readonly #onItem: (json: Uint8Array) => void
  #place: Place = 'start'
  /** The value that is being captured: an item, or a member of the list itself. */
  #capturing = false
  /** Depth inside the captured value; 0 for a string or number. */
  #depth = 0
  #inString = false
  #escaped = false
  #parts: Uint8Array[] = []
  #held = 0
  #key = ''
  #sawItems = false
  readonly #members = new Map<string, Uint8Array>()

  /** The bytes given to `onItem` are valid only during the call. */
  constructor(onItem: (json: Uint8Array) => void) {
    this.#onItem = onItem
  }

  /** Takes the next bytes; throws {@link ListSyntaxError} when this cannot be a list. */
  push(chunk: Uint8Array): void {
    let i = 0
    while (i < chunk.length) i = this.#capturing ? this.#capture(chunk, i) : this.#step(chunk, i)
  }

  /** To be called at the end of the body; throws {@link ListSyntaxError} when the list is not complete. */
  end(): ListHead {
    if (this.#place !== 'end') throw new ListSyntaxError('the answer ended in the middle of the list')
    if (!this.#sawItems) throw new ListSyntaxError('the answer has no items: it is not a list')
    const metadata = this.#member('metadata')
    const text = (name: string): string => (typeof metadata[name] === 'string' ? metadata[name] : '')
    const remaining = metadata['remainingItemCount']
    return {
      resourceVersion: text('resourceVersion'),
      continue: text('continue'),
      remainingItemCount: typeof remaining === 'number' && Number.isFinite(remaining) && remaining >= 0 ? remaining : null,
    }
  }

  /** The remaining count, when `metadata` came before the items. */
  get remainingItemCount(): number | null {
    const remaining = this.#members.has('metadata') ? this.#member('metadata')['remainingItemCount'] : null
    return typeof remaining === 'number' ? remaining : null
  }

  /** One byte outside of a captured value; returns where to go on. */
  #step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1
    switch (this.#place) {
      case 'start':
        if (byte !== openBrace) throw new ListSyntaxError('the answer is not a JSON object')
        this.#place = 'key'
        return at + 1
      case 'key':
        if (byte === closeBrace) {
          this.#place = 'end'
          return at + 1
        }
        if (byte === comma) return at + 1
        if (byte !== quote) throw new ListSyntaxError('the answer is not sound JSON: a member has no name')
        this.#begin()
        return at
      case 'colon':
        if (byte !== colon) throw new ListSyntaxError('the answer is not sound JSON: a colon is missing')
        this.#place = 'value'
        return at + 1
      case 'value':
        if (this.#key === 'items') {
          this.#sawItems = true
          if (byte === openBracket) {
            this.#place = 'items'
            return at + 1
          }
        }
        this.#begin()
        return at
      case 'comma':
        if (byte === comma) this.#place = 'key'
        else if (byte === closeBrace) this.#place = 'end'
        else throw new ListSyntaxError('the answer is not sound JSON: a comma is missing')
        return at + 1
      case 'items':
        if (byte === closeBracket) {
          this.#place = 'comma'
          return at + 1
        }
        if (byte === comma || byte === closeBrace || byte === colon) throw new ListSyntaxError('the items of the list are not sound JSON')
        this.#begin()
        return at
      case 'after-item':
        if (byte === comma) this.#place = 'items'
        else if (byte === closeBracket) this.#place = 'comma'
        else throw new ListSyntaxError('the items of the list are not separated by commas')
        return at + 1
      case 'end':
        throw new ListSyntaxError('something follows the end of the list')
    }
  }

  #begin(): void {
    this.#capturing = true
    this.#depth = 0
    this.#inString = false
    this.#escaped = false
    this.#parts = []
    this.#held = 0
  }

  /** Runs to the end of the captured value or of the chunk; returns where to go on. This loop sees every byte of every list. */
  #capture(chunk: Uint8Array, from: number): number {
    const { length } = chunk
    let i = from
    let depth = this.#depth
    let inString = this.#inString
    if (this.#escaped && i < length) {
      this.#escaped = false
      i++
    }
    while (i < length) {
      if (inString) {
        while (i < length && chunk[i] !== quote && chunk[i] !== backslash) i++
        if (i >= length) break
        if (chunk[i] === backslash) {
          if (i + 1 >= length) {
            this.#escaped = true
            break
          }
          i += 2
          continue
        }
        inString = false
        i++
        if (depth === 0) return this.#finish(chunk, from, i)
        continue
      }
      const byte = chunk[i]
      if (byte === quote) {
        inString = true
      } else if (byte === openBrace || byte === openBracket) {
        depth++
      } else if (byte === closeBrace || byte === closeBracket) {
        // A number or word ends before the bracket that closes what it stands in.
        if (depth === 0) return this.#finish(chunk, from, i)
        if (--depth === 0) return this.#finish(chunk, from, i + 1)
      } else if (depth === 0 && (byte === comma || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
        return this.#finish(chunk, from, i)
      }
      i++
    }
    this.#depth = depth
    this.#inString = inString
    this.#keep(new Uint8Array(chunk.subarray(from)))
    return length
  }

  #finish(chunk: Uint8Array, from: number, to: number): number {
    const tail = chunk.subarray(from, to)
    let value = tail
    if (this.#parts.length > 0) {
      this.#keep(tail)
      value = new Uint8Array(this.#held)
      let at = 0
      for (const part of this.#parts) {
        value.set(part, at)
        at += part.length
      }
    }
    this.#capturing = false
    this.#parts = []
    this.#held = 0
    this.#taken(value)
    return to
  }

  #keep(part: Uint8Array): void {
    this.#held += part.length
    const limit = this.#place === 'items' ? longestLine : longestHead
    if (this.#held > limit) throw new ListSyntaxError(`a value in the list is longer than ${String(limit)} bytes`)
    this.#parts.push(part)
  }

  #taken(value: Uint8Array): void {
    switch (this.#place) {
      case 'key':
        this.#key = parseString(value)
        this.#place = 'colon'
        break
      case 'items':
        this.#place = 'after-item'
        this.#onItem(value)
        break
      default:
        if (this.#key === 'items' && decoder.decode(value) !== 'null') throw new ListSyntaxError('the items of the list are not an array')
        if (this.#key === 'metadata') this.#members.set(this.#key, new Uint8Array(value))
        this.#place = 'comma'
    }
  }

  #member(name: string): Record<string, unknown> {
    const bytes = this.#members.get(name)
    if (bytes === undefined) return {}
    try {
      const value: unknown = JSON.parse(decoder.decode(bytes))
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
    } catch (cause) {
      throw new ListSyntaxError(`the ${name} of the list is not sound JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }
}

function parseString(bytes: Uint8Array): string {
  try {
    return String(JSON.parse(decoder.decode(bytes)))
  } catch {
    throw new ListSyntaxError('the name of a member of the list is not a JSON string')
  }
}
