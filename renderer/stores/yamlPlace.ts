import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClusterId, ObjectId } from '../../engine/contract/index.ts'

/** The field that somebody wants to see in the YAML of an object; whoever shows that YAML goes there, once. */
export const useYamlPlace = defineStore('yamlPlace', () => {
  const wanted = shallowRef<{ cluster: ClusterId; id: ObjectId; path: string } | null>(null)

  function want(cluster: ClusterId, id: ObjectId, path: string): void {
    wanted.value = { cluster, id, path }
  }

  /** The field that is wanted of this object; it is wanted no more. */
  function take(cluster: ClusterId | null, id: ObjectId | null): string | null {
    const place = wanted.value
    if (place === null || place.cluster !== cluster || place.id !== id) return null
    wanted.value = null
    return place.path
  }

  return { wanted, want, take }
})
