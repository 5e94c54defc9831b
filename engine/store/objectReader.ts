import { groupOf, kindName, type KindId } from '../contract/index.ts'
import type { KubeObject } from '../kinds/kind.ts'
import type { ByteWriter } from './byteWriter.ts'
import { copyWithoutManagedFields } from './managedFieldsCutter.ts'
import { ObjectOutline, parseWithSpec } from './objectOutline.ts'
import { PodSpecs } from './podSpecs.ts'
import { copyMaskedSecret, isMaskedSecret } from './secretCutter.ts'

/** Larger than anything etcd takes (1.5 MB) by far; what is larger still is refused with a reason, not parsed. */
const largestObject = 64 << 20

const secretKind: KindId = 'core/Secret'

/** An object of a kind, as far as that has been looked at: it has a name. */
export type NamedObject = KubeObject & { metadata: { name: string; namespace?: string } }

/** Of the object that is being read: one at a time. */
const outline = new ObjectOutline()

/** Makes objects of one kind out of bytes that may be anything: cuts what is not kept, parses the rest, and looks whether it is an object of the kind. */
export class ObjectReader {
  readonly #kind: KindId
  readonly #writer: ByteWriter
  /** Of {@link #kind}: every object is asked for them. */
  readonly #name: string
  readonly #group: string
  /** Of Pods only: what else has specs has hardly two that are equal. */
  readonly #specs: PodSpecs | null

  /** What is left of an object's bytes is in `writer` until the next is read. */
  constructor(kind: KindId, writer: ByteWriter) {
    this.#kind = kind
    this.#writer = writer
    this.#name = kindName(kind)
    this.#group = groupOf(kind)
    this.#specs = kind === 'core/Pod' ? new PodSpecs() : null
  }

  /** Where, in the bytes of the object read last, the values stand that change often. */
  get outline(): ObjectOutline {
    return outline
  }

  /** The object, or why the bytes are none of the kind. */
  read(json: Uint8Array): NamedObject | string {
    if (json.length > largestObject) return `larger than ${String(largestObject >> 20)} MB`
    const likely = this.#parse(json, true)
    if (typeof likely !== 'string' && this.#whyNotOfKind(likely) === null) return likely as NamedObject // just checked
    // something was guessed wrongly, or it is no object at all
    const object = this.#parse(json, false)
    if (typeof object === 'string') return object
    return this.#whyNotOfKind(object) ?? (object as NamedObject)
  }

  /** To be called now and then: lets go of what was not needed since. */
  rest(): void {
    this.#specs?.rest()
  }

  /** Lets go of everything. */
  clear(): void {
    this.#specs?.clear()
  }

  /** Cuts bytes into the writer, and parses what is left; why not, when that fails. */
  #parse(json: Uint8Array, guessing: boolean): unknown {
    const writer = this.#writer
    writer.reset()
    outline.reset(this.#specs)
    const failure = this.#kind === secretKind ? copyMaskedSecret(json, writer) : copyWithoutManagedFields(json, writer, outline, guessing)
    if (failure !== null) return failure
    try {
      return this.#specs === null ? JSON.parse(writer.text()) : parseWithSpec(writer, outline, this.#specs)
    } catch {
      return 'not valid JSON' // the parser's own message quotes the text, which may be anything
    }
  }

  #whyNotOfKind(object: unknown): string | null {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'not a JSON object'
    const { metadata, kind: stated, apiVersion } = object as Record<string, unknown>
    if (typeof metadata !== 'object' || metadata === null) return 'has no metadata'
    const { name, namespace } = metadata as Record<string, unknown>
    if (typeof name !== 'string' || name === '') return 'has no name'
    if (namespace !== undefined && (typeof namespace !== 'string' || namespace.includes('/'))) return 'has a namespace that is no name'
    // Members of typed lists do not repeat their kind; metadata-only answers have one of their own.
    if (stated !== undefined && stated !== this.#name && stated !== 'PartialObjectMetadata') return `is another kind than ${this.#kind}`
    if (stated !== undefined && stated !== 'PartialObjectMetadata' && typeof apiVersion === 'string') {
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
      if (group !== this.#group) return `is of another API group than ${this.#kind}`
    }
    if ('managedFields' in metadata) return 'has managedFields that could not be cut'
    if (this.#kind === secretKind && !isMaskedSecret(object as Record<string, unknown>)) return 'has values that could not be masked'
    return null
  }
}
