import { eachMember, keyIs, skipString } from './jsonScan.ts'

type Json = Record<string, unknown>

interface PodSpec {
  id: number
  bytes: Buffer
  /** Where, in the bytes, names stand that are each Pod's own: the offset of the opening quote, and what it names. In their order. */
  holes: readonly { start: number; end: number; token: boolean }[]
  nodeName: string
  token: string
  /** Ways to all texts of the value that are the token's name, once somebody has asked for them. */
  tokenPaths: readonly (readonly (string | number)[])[] | null
  /** It is part of many objects, and nobody's to change. Null: nobody asked for a while, and it is parsed again from the bytes. */
  value: Readonly<Json> | null
  /** Whether somebody has asked for it since {@link PodSpecs.rest}. */
  used: boolean
}

/** What bytes were found to be: a pod spec that is known, but for two names. */
export interface KnownSpec {
  /** Of the pod spec that it equals. */
  id: number
  nodeName: string
  token: string
}

/** So many are kept: the workloads of which something happens at a time. A pod spec is some 3 KB, and four times that as a value. */
const mostKept = 1024
/** Shorter ones are parsed in no time. */
const worthKeeping = 512
/** The volume that the API server puts into every Pod, with five characters that are the Pod's own. */
const tokenPrefix = 'kube-api-access-'

/**
 * The Pods of a workload have the same pod spec but for two names: the node's, and the volume's of their token. So one that has been parsed need not be parsed again:
 * its bytes are compared, and its value stands for that of all others. That is exact: where bytes are equal, so is what they say, and the two names are put in
 * their places.
 */
export class PodSpecs {
  /** By what the workload calls its Pods (`generateName`); the last used stand last. */
  readonly #kept = new Map<string, PodSpec[]>()
  #lastId = 0
  #size = 0

  /** Where, behind `at`, a known pod spec ends; -1 when there is none. What was found is told in `found`. */
  match(name: string, bytes: Uint8Array, at: number, found: KnownSpec): number {
    const candidates = this.#kept.get(name)
    if (candidates === undefined) return -1
    for (const spec of candidates) {
      const end = agree(spec, bytes, at, found)
      if (end >= 0) return end
    }
    return -1
  }

  /** The value of what was found. */
  valueOf(name: string, { id, nodeName, token }: KnownSpec): Readonly<Json> | null {
    const candidates = this.#kept.get(name)
    const spec = candidates?.find((each) => each.id === id)
    if (candidates === undefined || spec === undefined) return null
    this.#kept.delete(name)
    this.#kept.set(name, candidates)
    spec.used = true
    const own = (spec.value ??= JSON.parse(spec.bytes.toString('utf8')) as Readonly<Json>) // it was parsed before
    let value = own
    if (nodeName !== spec.nodeName) value = { ...value, nodeName }
    if (token === spec.token) return value
    const paths = (spec.tokenPaths ??= pathsTo(spec.token, own))
    // written in another way somewhere, or in a member that is written twice
    if (paths.length !== spec.holes.filter((hole) => hole.token).length || paths.some((path) => path.includes('__proto__'))) return null
    for (const path of paths) value = changed(value, path, 0, token) as Json // of an object comes an object
    return value
  }

  /** Remembers a pod spec that was parsed. */
  learn(name: string, bytes: Uint8Array, value: unknown): void {
    if (name === '' || bytes.length < worthKeeping || typeof value !== 'object' || value === null || Array.isArray(value)) return
    const spec = specOf(++this.#lastId, bytes, value as Json)
    if (spec === null) return
    const candidates = this.#kept.get(name)
    if (candidates === undefined) this.#kept.set(name, [spec])
    else {
      candidates.unshift(spec)
      // while Pods wait for their node they have none; a template that is edited in place has its former form for a while
      if (candidates.length > 3) {
        candidates.pop()
        return
      }
    }
    if (++this.#size <= mostKept) return
    for (const [oldest, specs] of this.#kept) {
      this.#kept.delete(oldest)
      this.#size -= specs.length
      return
    }
  }

  /**
   * To be called now and then: of those that nobody has asked for since, only the bytes are kept, a quarter of what they take; the next time nothing. Whose Pods
   * change so seldom are parsed anew.
   */
  rest(): void {
    for (const [name, candidates] of this.#kept) {
      const left = candidates.filter((spec) => spec.used || spec.value !== null)
      this.#size -= candidates.length - left.length
      if (left.length === 0) this.#kept.delete(name)
      else if (left.length < candidates.length) this.#kept.set(name, left)
      for (const spec of left) {
        if (!spec.used) spec.value = spec.tokenPaths = null
        spec.used = false
      }
    }
  }

  /** Lets go of everything. */
  clear(): void {
    this.#kept.clear()
    this.#size = 0
  }
}

function agree(spec: PodSpec, bytes: Uint8Array, at: number, found: KnownSpec): number {
  const known = spec.bytes
  let from = 0
  let here = at
  found.id = spec.id
  found.nodeName = spec.nodeName
  found.token = spec.token
  let first = true
  for (const { start, end, token } of spec.holes) {
    if (!sameBytes(known, from, start, bytes, here)) return -1
    here += start - from
    from = end
    const behind = endOfName(bytes, here)
    if (behind < 0) return -1
    const isKnown = behind - here === end - start && sameBytes(known, start, end, bytes, here)
    if (token) {
      const name = isKnown ? spec.token : latin(bytes, here + 1, behind - 1)
      if (!first && name !== found.token) return -1
      if (!isKnown && !isToken(name)) return -1
      found.token = name
      first = false
    } else if (!isKnown) found.nodeName = latin(bytes, here + 1, behind - 1)
    here = behind
  }
  return sameBytes(known, from, known.length, bytes, here) ? here + known.length - from : -1
}

function sameBytes(known: Buffer, start: number, end: number, bytes: Uint8Array, at: number): boolean {
  const behind = at + end - start
  return behind <= bytes.length && known.compare(bytes, at, behind, start, end) === 0
}

/** From an opening quote behind the closing one; -1 unless there is nothing between but what names of objects are made of. */
function endOfName(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22) return -1
  for (let end = at + 1; end < bytes.length; end++) {
    const byte = bytes[end] as number // below the length
    if (byte === 0x22) return end + 1
    if (!((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e)) return -1
  }
  return -1
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}

function isToken(name: unknown): name is string {
  return typeof name === 'string' && name.startsWith(tokenPrefix) && /^[a-z0-9]{5}$/.test(name.slice(tokenPrefix.length))
}

function specOf(id: number, source: Uint8Array, value: Json): PodSpec | null {
  const bytes = Buffer.from(Uint8Array.prototype.slice.call(source).buffer) // a copy of its own, outside of the pool of short buffers
  const volumes: unknown = value['volumes']
  const named = Array.isArray(volumes) ? (volumes as unknown[]).findLast((volume) => isToken((volume as Json | null)?.['name'])) : undefined
  const token = named === undefined ? '' : String((named as Json)['name'])
  const holes: { start: number; end: number; token: boolean }[] = []
  let nodes = 0
  const walked = eachMember(bytes, 0, 1, (keyStart, keyEnd, start, end) => {
    if (!keyIs(bytes, keyStart, keyEnd, 'nodeName')) return 0
    nodes++
    if (endOfName(bytes, start) === end) holes.push({ start, end, token: false })
    return 0
  })
  if (walked < 0 || nodes > 1) return null
  if (token !== '') {
    const quoted = `"${token}"`
    for (let start = bytes.indexOf(quoted); start >= 0; start = bytes.indexOf(quoted, start + quoted.length)) {
      // the end of a longer text, or the name of a member: nothing that could be put in another's place
      if (bytes[start - 1] === 0x5c || skipString(bytes, start) !== start + quoted.length || bytes[start + quoted.length] === 0x3a)
        return null
      holes.push({ start, end: start + quoted.length, token: true })
    }
  }
  holes.sort((a, b) => a.start - b.start)
  const nodeName = value['nodeName']
  return { id, bytes, holes, nodeName: typeof nodeName === 'string' ? nodeName : '', token, tokenPaths: null, value, used: true }
}

function pathsTo(text: string, value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === text) return [[...path]]
  if (typeof value !== 'object' || value === null) return []
  const members: [string | number, unknown][] = Array.isArray(value) ? [...(value as unknown[]).entries()] : Object.entries(value)
  return members.flatMap(([key, member]) => pathsTo(text, member, [...path, key]))
}

/** A copy with another text at the end of a path. */
function changed(value: unknown, path: readonly (string | number)[], at: number, text: string): unknown {
  const step = path[at]
  if (step === undefined) return text
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Json) }) as Record<string | number, unknown>
  copy[step] = changed(copy[step], path, at + 1, text)
  return copy
}
