import { isAbsolute, resolve } from 'node:path'
import { linkScheme, longestLink } from '../engine/contract/index.ts'

/** What the app was started with. Paths are absolute. */
export interface LaunchArgs {
  kubeconfig: string | null
  snapshot: string | null
  /** A `kubilitics://` link as it came, at most one character longer than any link may be: whoever shows it reads it. */
  link: string | null
  /** Options that could not be understood, one sentence each. */
  problems: readonly string[]
}

/** Longest path that any system takes. */
const longestPath = 4096

const options = ['kubeconfig', 'snapshot'] as const

/**
 * Reads `--kubeconfig FILE`, `--snapshot FILE` (also with `=`), or a link. Other options belong to Electron and are left alone. Links are handed over by the
 * system for anybody: beside one, no file is taken.
 */
export function parseLaunchArgs(argv: readonly string[], folder: string): LaunchArgs {
  const found: { kubeconfig: string | null; snapshot: string | null } = { kubeconfig: null, snapshot: null }
  const problems: string[] = []
  const link = argv.find(isLink)
  if (link !== undefined) return { ...found, link: link.slice(0, longestLink + 1), problems }
  for (const [place, argument] of argv.entries()) {
    for (const option of options) {
      const flag = `--${option}`
      if (argument !== flag && !argument.startsWith(`${flag}=`)) continue
      const value = argument === flag ? argv[place + 1] : argument.slice(flag.length + 1)
      if (value === undefined || value === '' || (argument === flag && value.startsWith('--')))
        problems.push(`${flag} needs a file: ${flag} FILE.`)
      else found[option] = resolve(folder, value)
    }
  }
  return { ...found, link: null, problems }
}

/** What another start handed over; null when it is not what a start hands over (another version, or somebody else who knows the lock). */
export function launchArgsOf(handed: unknown): LaunchArgs | null {
  if (typeof handed !== 'object' || handed === null) return null
  const { kubeconfig, snapshot, link, problems } = handed as Record<string, unknown>
  if (link !== null && !(typeof link === 'string' && isLink(link) && link.length <= longestLink + 1)) return null
  if (!isFile(kubeconfig) || !isFile(snapshot) || !Array.isArray(problems) || !problems.every((problem) => typeof problem === 'string'))
    return null
  return { kubeconfig, snapshot, link, problems }
}

/** Whether a text claims to be a link of this app. */
function isLink(text: string): boolean {
  return text.slice(0, linkScheme.length).toLowerCase() === linkScheme
}

function isFile(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && isAbsolute(value) && value.length <= longestPath && !value.includes('\0'))
}
