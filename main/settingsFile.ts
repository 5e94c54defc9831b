import { copyFileSync, constants, readFileSync, statSync } from 'node:fs'
import type { z } from 'zod'

/** What a settings file holds, field by field. */
export interface ReadSettings<T> {
  values: T
  /** Fields that this app does not know; a newer one wrote them. */
  unknown: Readonly<Record<string, unknown>>
  /** A sentence for each thing that cannot be used, the last one says where the file is kept as it was. */
  problems: readonly string[]
}

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Largest file that is read, in bytes: settings are a few hundred. */
const largest = 1_000_000
/** Copies that are kept of files that could not be used. */
const mostCopies = 50

/**
 * Reads a settings file. Fields that are as they should be hold; for each other one the usual value does, and it is said which and why. A file of which
 * anything cannot be used is kept beside as it was, before anything is written over it.
 */
export function readSettingsFile<T extends Fields>(file: string, schema: z.ZodType<T>, usual: T, version: number): ReadSettings<T> {
  const nothing = (problem: string): ReadSettings<T> => ({ values: usual, unknown: {}, problems: [problem] })
  let text: string
  try {
    const { size } = statSync(file)
    // a pipe of that name would be waited for without end
    if (!statSync(file).isFile()) return nothing(`${file} is not a regular file: the usual settings hold.`)
    if (size > largest) return nothing(`${file} has ${size} bytes, more than settings can have: the usual settings hold. ${kept(file)}`)
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') return { values: usual, unknown: {}, problems: [] }
    return nothing(`${file} could not be read (${code ?? 'unknown reason'}): the usual settings hold. Check the rights of the file.`)
  }
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch (thrown) {
    return nothing(`${file} is not JSON (${(thrown as Error).message}): the usual settings hold. ${kept(file)}`)
  }
  if (!isFields(read)) return nothing(`${file} is no JSON object: the usual settings hold. ${kept(file)}`)
  const problems: string[] = []
  if (read['version'] !== undefined && read['version'] !== version)
    problems.push(`It is of version ${short(read['version'])}, and this app writes version ${version}: what can be understood of it holds.`)
  const unknown: Fields = {}
  const given: Fields = { ...usual }
  for (const [field, value] of Object.entries(read)) {
    if (field === 'version') continue
    if (!Object.hasOwn(usual, field)) unknown[field] = value
    // a group that lacks a field has the usual one
    else given[field] = isFields(usual[field]) && isFields(value) ? { ...usual[field], ...value } : value
  }
  // each round takes the usual for what is wrong, so there are never more rounds than fields
  for (let round = 0; round < 100; round++) {
    const checked = schema.safeParse(given)
    if (checked.success) {
      if (problems.length > 0) problems.push(kept(file))
      return { values: checked.data, unknown, problems: problems.map((one) => (one.includes(file) ? one : `${file}: ${one}`)) }
    }
    for (const issue of checked.error.issues) {
      const [field = '', within] = issue.path.map(String)
      const was = within === undefined ? given[field] : (given[field] as Fields | undefined)?.[within]
      if (issue.code === 'unrecognized_keys' && within === undefined) {
        const { keys } = issue
        for (const key of keys) problems.push(`${field}.${key} is no setting of this app.`)
        given[field] = Object.fromEntries(Object.entries(given[field] as Fields).filter(([key]) => !keys.includes(key)))
        continue
      }
      const usually = within === undefined ? usual[field] : (usual[field] as Fields)[within]
      problems.push(`${issue.path.join('.')} is ${short(was)}: ${issue.message}. ${short(usually)} holds.`)
      if (within === undefined) given[field] = usually
      else given[field] = { ...(given[field] as Fields), [within]: usually }
    }
  }
  throw new Error('the usual settings are not of their own form')
}

/** Copies the file beside, under a name that is free; says where. */
function kept(file: string): string {
  for (let number = 1; number <= mostCopies; number++) {
    const copy = `${file}.broken${number === 1 ? '' : `-${number}`}`
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL)
      return `The file is kept as ${copy}; correct it there and put it back, or choose again in Settings.`
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      if (code !== 'EEXIST')
        return `The file could not be kept beside (${code ?? 'unknown reason'}): copy ${file} before you change a setting.`
    }
  }
  return `There are ${mostCopies} kept copies already: copy ${file} before you change a setting.`
}

function short(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60)
}
