import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClusterId, EngineError, OwnRulesText, Result } from '../../engine/contract/index.ts'
import { engine } from './link.ts'

const storageKey = 'kubilitics.rules'

/** Texts that are not saved yet outlive the window; one too large for its storage lives as long as the window. */
function keptDrafts(): Record<ClusterId, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch (cause) {
    console.warn('rules that were not saved could not be read', cause)
    return {}
  }
}

/** A person's own rules of a cluster, while they are edited. */
export const useOwnRules = defineStore('ownRules', () => {
  /** The cluster whose rules are on screen. */
  const cluster = ref<ClusterId | null>(null)
  /** As they are saved. */
  const saved = shallowRef<OwnRulesText | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const drafts = ref<Record<ClusterId, string>>(keptDrafts())
  /** What is written now; that which is saved where nothing was changed. */
  const text = computed(() => (cluster.value === null ? '' : (drafts.value[cluster.value] ?? saved.value?.text ?? '')))
  const isChanged = computed(() => saved.value !== null && text.value !== saved.value.text)

  /** Shows the rules of a cluster; what was written there before and not saved is shown again. */
  async function open(id: ClusterId): Promise<void> {
    cluster.value = id
    saved.value = null
    error.value = null
    const answer = await engine().api.readRules(id)
    if (cluster.value !== id) return
    if (answer.ok) saved.value = answer.value
    else error.value = answer.error
  }

  function close(): void {
    cluster.value = null
  }

  /** Keeps what is written, saved or not. */
  function write(next: string): void {
    if (cluster.value === null || saved.value === null) return
    const { [cluster.value]: _before, ...others } = drafts.value
    drafts.value = next === saved.value.text ? others : { ...others, [cluster.value]: next }
    try {
      localStorage.setItem(storageKey, JSON.stringify(drafts.value))
    } catch (cause) {
      console.warn('rules that are not saved are kept while this window lives only', cause)
    }
  }

  function revert(): void {
    if (saved.value !== null) write(saved.value.text)
  }

  const check = (words: string): Promise<Result<number>> => engine().api.checkRules(words)

  /** Saves what is written; the graph has the new edges at once. */
  async function save(): Promise<Result<number>> {
    if (cluster.value === null) return { ok: false, error: { code: 'cancelled', message: 'The editor is closed.' } }
    const id = cluster.value
    const written = text.value
    const answer = await engine().api.saveRules(id, written)
    if (answer.ok && cluster.value === id) {
      const later = text.value
      saved.value = { text: written, rules: answer.value, problem: null }
      write(later)
    }
    return answer
  }

  return { cluster, saved, error, text, isChanged, open, close, write, revert, check, save }
})
