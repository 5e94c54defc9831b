import type { KindId } from '../contract/index.ts'
import type { PictureHead, PicturePart } from './picturePart.ts'
import type { SnapshotObject } from './snapshotFormat.ts'

/** The last picture of a cluster as it lies on disk: a whole one, and what has changed since. Its head is read; its objects are, when somebody goes through them. */
export class KeptPicture {
  readonly #whole: PicturePart
  readonly #changes: readonly PicturePart[]

  constructor(whole: PicturePart, changes: readonly PicturePart[]) {
    this.#whole = whole
    this.#changes = changes
  }

  get head(): PictureHead {
    return this.#changes.at(-1) ?? this.#whole
  }

  /** Kinds that it may have objects of. */
  get held(): readonly KindId[] {
    return [...new Set([this.#whole, ...this.#changes].flatMap(({ held }) => held))]
  }

  /** The objects of a kind as they were last: those that have not changed since the whole one, in its order, and then the others. */
  *objects(kind: KindId): Generator<SnapshotObject> {
    const news = new Map<string, SnapshotObject | null>()
    let isNew = false
    for (const part of this.#changes) {
      if (part.replaced.includes(kind)) {
        isNew = true
        news.clear()
      }
      for (const [of, namespace, name] of part.removed) if (of === kind) news.set(`${namespace}/${name}`, null)
      for (const object of part.objects(kind)) news.set(`${object.namespace}/${object.name}`, object)
    }
    if (!isNew) for (const object of this.#whole.objects(kind)) if (!news.has(`${object.namespace}/${object.name}`)) yield object
    for (const object of news.values()) if (object !== null) yield object
  }
}
