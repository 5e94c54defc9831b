import { readFileSync, statSync } from 'node:fs'
import { writeJsonFile } from './jsonFile.ts'

/** What a keymap file says, and what in it cannot be used. */
export interface ReadKeymap {
  keys: Record<string, string[]>
  problems: string[]
}

/** Largest file that is read, in bytes. */
const largest = 1_000_000
const longestName = 100
const longestKey = 40
const mostKeys = 6

/** Reads the keys a person chose; the window knows which actions there are. A file that somebody is writing by hand is left where it is. */
export function readKeymapFile(file: string): ReadKeymap {
  let read: unknown
  try {
    const about = statSync(file)
    if (!about.isFile() || about.size > largest) return { keys: {}, problems: [`${file} is no keymap: it is not a file of at most 1 MB.`] }
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') return { keys: {}, problems: [] }
    if (code !== undefined) return { keys: {}, problems: [`${file} could not be read (${code}).`] }
    return { keys: {}, problems: [`${file} is not JSON: ${(thrown as Error).message}.`] }
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return { keys: {}, problems: [`${file} is no JSON object: it is written as {"palette": ["Ctrl K"]}.`] }
  const keys: Record<string, string[]> = {}
  const problems: string[] = []
  for (const [action, value] of Object.entries(read as Record<string, unknown>)) {
    const list = (Array.isArray(value) ? value : [value]) as unknown[]
    const good = list.every((key): key is string => typeof key === 'string' && key.length <= longestKey)
    if (action.length > longestName || !good || list.length > mostKeys)
      problems.push(`"${action.slice(0, 60)}" is not a list of at most ${mostKeys} keys, as ["Ctrl K"].`)
    else keys[action] = list
  }
  return { keys, problems }
}

/** Makes the file where there is none, so that it can be opened. */
export function beginKeymapFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) writeJsonFile(file, {})
}
