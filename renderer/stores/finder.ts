import { defineStore } from 'pinia'
import type { ClusterId, ObjectId, Result } from '../../engine/contract/index.ts'
import { desktop, engine } from './link.ts'

/** Questions of the palette, and the clipboard. */
export const useFinder = defineStore('finder', () => {
  const search = (cluster: ClusterId, words: string, limit: number): Promise<Result<readonly ObjectId[]>> =>
    engine().api.search(cluster, words, limit)
  const copy = (text: string): Promise<void> => desktop().copyText(text)
  const setVisible = (visible: boolean): void => {
    void engine().api.setVisible(visible)
  }
  return { search, copy, setVisible }
})
