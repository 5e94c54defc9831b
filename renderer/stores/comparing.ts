import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ClusterId, EngineError, ObjectId, TextPair } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { engine } from './link.ts'

/** What is beside each other in the wide dialog: two texts that were compared elsewhere, or an object and one that a person picks. */
export const useComparing = defineStore('comparing', () => {
  const title = ref('')
  const pair = shallowRef<TextPair | null>(null)
  const error = shallowRef<EngineError | null>(null)
  /** The object that another one is picked for; null when two given texts are shown. */
  const about = shallowRef<{ cluster: ClusterId; id: ObjectId } | null>(null)
  const other = shallowRef<{ cluster: ClusterId; id: ObjectId | null } | null>(null)
  const found = shallowRef<readonly ObjectId[]>([])
  const open = ref(false)
  let asking = 0
  let finding = 0

  /** Shows two texts large. */
  function show(named: string, texts: TextPair): void {
    asking++
    title.value = named
    pair.value = texts
    error.value = null
    about.value = other.value = null
    open.value = true
  }

  /** Begins to compare an object with another of its kind. */
  function begin(cluster: ClusterId, id: ObjectId): void {
    asking++
    title.value = `Compare ${parseObjectId(id)?.name ?? id}`
    pair.value = error.value = null
    about.value = { cluster, id }
    other.value = { cluster, id: null }
    open.value = true
    void find(cluster, '')
  }

  /** Objects of the same kind in a cluster, by words of their names. */
  async function find(cluster: ClusterId, words: string): Promise<void> {
    const mine = ++finding
    const kind = parseObjectId(about.value?.id ?? '')?.kind
    if (kind === undefined) return
    if (other.value?.cluster !== cluster) {
      other.value = { cluster, id: null }
      pair.value = null
    }
    const answer = await engine().api.findOfKind(cluster, kind, words, 50)
    if (mine !== finding) return
    if (answer.ok) found.value = answer.value.filter((id) => id !== about.value?.id || cluster !== about.value.cluster)
    error.value = answer.ok ? null : answer.error
  }

  async function pick(id: ObjectId): Promise<void> {
    const mine = ++asking
    const [first, second] = [about.value, other.value]
    if (first === null || second === null) return
    other.value = { cluster: second.cluster, id }
    const answer = await engine().api.compareObjects(first.cluster, first.id, second.cluster, id)
    if (mine !== asking) return
    pair.value = answer.ok ? answer.value : null
    error.value = answer.ok ? null : answer.error
  }

  function close(): void {
    asking++
    finding++
    open.value = false
    pair.value = error.value = about.value = other.value = null
    found.value = []
  }

  return { open, title, pair, error, about, other, found, show, begin, find, pick, close }
})
