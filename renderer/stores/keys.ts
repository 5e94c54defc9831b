import { defineStore } from 'pinia'
import { ref } from 'vue'
import { setOwnKeys } from '../keyboard/keymap.ts'
import { desktop } from './link.ts'
import { useNotices } from './notices.ts'

/** The keys a person chose: read at the start, and when asked to. What cannot be taken is told, the rest holds. */
export const useKeys = defineStore('keys', () => {
  const file = ref('')
  const problems = ref<readonly string[]>([])
  /** Actions that have keys of a person's own. */
  const own = ref(0)

  async function read(): Promise<void> {
    const kept = await desktop().keymap()
    const refused = setOwnKeys(kept.keys)
    file.value = kept.file
    problems.value = [...kept.problems, ...refused]
    own.value = Object.keys(kept.keys).length
  }

  async function start(): Promise<void> {
    await read()
    if (problems.value.length > 0)
      useNotices().add('keymap.json is not followed in everything', {
        code: 'bad-input',
        message: problems.value.join(' '),
        where: file.value,
        todo: 'Correct it, and read it again in Settings, under Keys.',
      })
  }

  /** Opens the file in the system's program for it; null when that was done. */
  const open = (): Promise<string | null> => desktop().openKeymap()

  return { file, problems, own, start, read, open }
})
