import type { Ref } from 'vue'
import { onScopeDispose, ref, watch } from 'vue'

/** Said so long after the last change of what is asked for: not with every letter. In milliseconds. */
const pause = 700

/**
 * What a list shows, for those who hear it: said after a person asked for something else, or when its state becomes another, and never because rows
 * come and go by themselves. `asked` changes with the question, `state` with the state; `words` says what is shown.
 */
export function useSpokenCount(asked: () => unknown, state: () => string, words: () => string): Readonly<Ref<string>> {
  const spoken = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([asked, state], () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      spoken.value = words()
    }, pause)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return spoken
}
