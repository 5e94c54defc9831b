/** Things that share a key of an index: mostly one, often a few. A list is made for the second, a set for many. The things themselves are no lists and no sets. */
export type Bucket<T extends object> = T | T[] | Set<T>

/** So many are looked through; a set of a few takes twice the memory of a list, and a cluster has tens of thousands of them. */
const few = 24

/** Puts a thing into the bucket of a key; true when it is the first there. */
export function bucketAdd<K, T extends object>(map: Map<K, Bucket<T>>, key: K, item: T): boolean {
  const bucket = map.get(key)
  if (bucket === undefined) {
    map.set(key, item)
    return true
  }
  if (Array.isArray(bucket)) {
    if (bucket.includes(item)) return false
    if (bucket.length < few) bucket.push(item)
    else map.set(key, new Set(bucket).add(item))
  } else if (bucket instanceof Set) bucket.add(item)
  else if (bucket !== item) map.set(key, [bucket, item])
  return false
}

/** Takes a thing out of the bucket of a key; true when the bucket is empty now. */
export function bucketDelete<K, T extends object>(map: Map<K, Bucket<T>>, key: K, item: T): boolean {
  const bucket = map.get(key)
  if (Array.isArray(bucket)) {
    const at = bucket.indexOf(item)
    if (at >= 0) bucket.splice(at, 1)
    if (bucket.length > 0) return false
  } else if (bucket instanceof Set) {
    bucket.delete(item)
    if (bucket.size > 0) return false
  } else if (bucket !== item) return bucket === undefined
  map.delete(key)
  return true
}

/** What is in a bucket. */
export function bucketItems<T extends object>(bucket: Bucket<T> | undefined): Iterable<T> {
  if (bucket === undefined) return nothing
  return Array.isArray(bucket) || bucket instanceof Set ? bucket : [bucket]
}

const nothing: readonly never[] = []
