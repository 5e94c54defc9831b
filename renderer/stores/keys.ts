import { defineStore } from 'pinia'
import { setOwnKeys } from '../keyboard/keymap.ts'
import { desktop } from './link.ts'
import { useNotices } from './notices.ts'

/** The keys a person chose: read once, at the start. What cannot be taken is told, the rest holds. */
export const useKeys = defineStore('keys', () => {
  async function start(): Promise<void> {
    const { keys, problem } = await desktop().keymap()
    const problems = [...(problem === null ? [] : [problem]), ...setOwnKeys(keys)]
    if (problems.length > 0)
      useNotices().add('keymap.json is not followed in everything', { code: 'bad-input', message: problems.join(' ') })
  }
  return { start }
})
