import { resolve } from 'node:path'

/** What the app was started with. Paths are absolute. */
export interface LaunchArgs {
  kubeconfig: string | null
  snapshot: string | null
  /** Options that could not be understood, one sentence each. */
  problems: readonly string[]
}

const options = ['kubeconfig', 'snapshot'] as const

/** Reads `--kubeconfig FILE`, `--snapshot FILE` (also with `=`). Other options belong to Electron and are left alone. */
export function parseLaunchArgs(argv: readonly string[], folder: string): LaunchArgs {
  const found: { kubeconfig: string | null; snapshot: string | null } = { kubeconfig: null, snapshot: null }
  const problems: string[] = []
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
  return { ...found, problems }
}
