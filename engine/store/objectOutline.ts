import { randomUUID } from 'node:crypto'
import type { ByteWriter } from './byteWriter.ts'
import { decodeString, eachMemberFrom, keyIs } from './jsonScan.ts'
import type { KnownSpec, PodSpecs } from './podSpecs.ts'

type Json = Record<string, unknown>

/**
 * Where, in an object's bytes as they were written, the values stand that change again and again: the resourceVersion and the status. Of Pods also where the
 * spec stands, and which one it is when it is known. Filled in by who copies the bytes; of equal members the last counts, as it does for JSON.parse.
 */
export class ObjectOutline {
  #versionStart = 0
  #versionEnd = 0
  #statusStart = 0
  #statusEnd = 0
  /** From where on nobody has looked for the status yet; 0 when all was gone through. */
  #restStart = 0
  /** Of the last member `spec`; both 0 without one. */
  specStart = 0
  specEnd = 0
  /** What a Pod's workload calls its Pods. */
  generateName = ''
  /** Whether that spec is a known one; which, is in {@link found}. */
  isKnownSpec = false
  readonly found: KnownSpec = { id: 0, nodeName: '', token: '' }
  /** Whether the bytes were looked at; those of Secrets are not. */
  known = false
  #specs: PodSpecs | null = null
  /** The last name that was read, as bytes: Pods of a workload come one after the other. */
  #named: Uint8Array = new Uint8Array(0)
  #name = ''

  /** Starts anew; with `specs`, specs are looked up there. */
  reset(specs: PodSpecs | null): void {
    this.known = this.isKnownSpec = false
    this.#versionStart = this.#versionEnd = this.#statusStart = this.#statusEnd = this.specStart = this.specEnd = this.#restStart = 0
    this.generateName = ''
    this.#specs = specs
  }

  /** Whether anybody wants to know of specs. */
  get wantsSpec(): boolean {
    return this.#specs !== null
  }

  /** Whether a spec is wanted that has not come yet, or is to be learned: then it matters whether another one follows. */
  get lacksSpec(): boolean {
    return this.#specs !== null && !this.isKnownSpec
  }

  version(start: number, end: number): void {
    this.#versionStart = start
    this.#versionEnd = end
  }

  status(start: number, end: number): void {
    this.#statusStart = start
    this.#statusEnd = end
  }

  /** Whoever copied the bytes went no further than to this member, at its opening quote; the rest was parsed. */
  stopAt(start: number): void {
    this.#restStart = start
  }

  /** To be called before {@link copyRest}: looks for the status where nobody has looked yet. False when the bytes cannot be gone through. */
  locate(bytes: Uint8Array): boolean {
    const from = this.#restStart
    this.#restStart = 0
    if (from === 0) return true
    const end = eachMemberFrom(bytes, from, 0, (keyStart, keyEnd, value, valueEnd) => {
      if (keyIs(bytes, keyStart, keyEnd, 'status')) this.status(value, valueEnd)
      return 0
    })
    return end > 0
  }

  /** What the workload calls its Pods stands between two quotes. */
  name(bytes: Uint8Array, start: number, end: number): void {
    if (!isAt(bytes, start, end, this.#named)) {
      this.#named = Uint8Array.prototype.slice.call(bytes, start, end)
      this.#name = decodeString(bytes, start, end) ?? ''
    }
    this.generateName = this.#name
  }

  /** Where a spec that stands at `at` ends, if it is a known one; else -1. */
  endOfSpec(bytes: Uint8Array, at: number): number {
    const end = this.#specs?.match(this.generateName, bytes, at, this.found) ?? -1
    this.isKnownSpec = end >= 0
    return end
  }

  spec(start: number, end: number): void {
    this.specStart = start
    this.specEnd = end
  }

  /** Appends everything but those values; of a known spec its number and names. The names of the members stay, so it matters whether they are there. */
  copyRest(bytes: Uint8Array, out: ByteWriter): void {
    const cuts = [
      [this.#versionStart, this.#versionEnd],
      [this.#statusStart, this.#statusEnd],
    ]
    if (this.isKnownSpec) cuts.push([this.specStart, this.specEnd])
    cuts.sort(byStart)
    let at = 0
    for (const [start = 0, end = 0] of cuts) {
      out.append(bytes, at, start)
      at = end
    }
    out.append(bytes, at, bytes.length)
    if (this.isKnownSpec) out.appendAscii(` ${String(this.found.id)} ${this.found.nodeName} ${this.found.token}`)
  }
}

/** Stands where a known spec stood: no cluster can know it, so that a second spec behind the first is told from it. */
const placeholder = randomUUID()

/** Parses what was written; of a known spec only the rest, of another one it is remembered. Throws on what is no JSON. */
export function parseWithSpec(writer: ByteWriter, outline: ObjectOutline, specs: PodSpecs): unknown {
  const { specStart, specEnd, generateName } = outline
  if (outline.isKnownSpec) {
    const object = JSON.parse(`${writer.text(0, specStart)}"${placeholder}"${writer.text(specEnd)}`) as Json
    const spec = object['spec'] === placeholder ? specs.valueOf(generateName, outline.found) : null
    if (spec !== null) {
      object['spec'] = spec
      return object
    }
  }
  const object: unknown = JSON.parse(writer.text())
  if (specEnd > 0 && !outline.isKnownSpec) specs.learn(generateName, writer.bytes().subarray(specStart, specEnd), (object as Json)['spec'])
  return object
}

function isAt(bytes: Uint8Array, start: number, end: number, known: Uint8Array): boolean {
  if (end - start !== known.length) return false
  for (let i = 0; i < known.length; i++) if (bytes[start + i] !== known[i]) return false
  return true
}

function byStart(a: readonly number[], b: readonly number[]): number {
  return (a[0] ?? 0) - (b[0] ?? 0)
}
