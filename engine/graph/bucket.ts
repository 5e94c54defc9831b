/** Things that share a key of an index: mostly one, so that a set is only made for the second. The things themselves are no sets. */
export type Bucket<T extends object> = T | Set<T>

/** Puts a thing into the bucket of a key; true when it is the first there. */
export function bucketAdd<K, T extends object>(map: Map<K, Bucket<T>>, key: K, item: T): boolean {
  const bucket = map.get(key)
  if (bucket === undefined) {
    map.set(key, item)
    return true
  }
  if (bucket instanceof Set) bucket.add(item)
  else if (bucket !== item) map.set(key, new Set([bucket, item]))
  return false
}

/** Takes a thing out of the bucket of a key; true when the bucket is empty now. */
export function bucketDelete<K, T extends object>(map: Map<K, Bucket<T>>, key: K, item: T): boolean {
  const bucket = map.get(key)
  if (bucket instanceof Set) {
    bucket.delete(item)
    if (bucket.size > 0) return false
  } else if (bucket !== item) return bucket === undefined
  map.delete(key)
  return true
}

/** What is in a bucket. */
export function bucketItems<T extends object>(bucket: Bucket<T> | undefined): Iterable<T> {
  return bucket === undefined ? nothing : bucket instanceof Set ? bucket : [bucket]
}

const nothing: readonly never[] = []
