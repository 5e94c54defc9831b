import { spawn } from 'node:child_process'

/**
 * The search path of the login shell. An app started from a desktop has a bare PATH; plugins like `aws` or `gke-gcloud-auth-plugin`
 * stand where the shell's start files say. Asked once; when the shell does not answer in time the process's own PATH serves.
 */
export class LoginPath {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #deadline: number
  #path: Promise<string> | null = null

  /** @param deadline milliseconds that the shell's start files may take */
  constructor(env: Readonly<Record<string, string | undefined>>, deadline = 5_000) {
    this.#env = env
    this.#deadline = deadline
  }

  /** Folders separated as the system does. */
  get(): Promise<string> {
    this.#path ??= this.#ask()
    return this.#path
  }

  async #ask(): Promise<string> {
    const own = this.#env['PATH'] ?? this.#env['Path'] ?? ''
    const shell = this.#env['SHELL']
    if (process.platform === 'win32' || !shell?.startsWith('/')) return own
    const mark = 'kubilitics-path:'
    // The mark stands apart from whatever start files print.
    const output = await run(shell, ['-lic', `printf '\\n%s%s\\n' '${mark}' "$PATH"`], this.#env, this.#deadline)
    const line = output.split('\n').find((text) => text.startsWith(mark))
    const login = line?.slice(mark.length) ?? ''
    return [...new Set([...login.split(':'), ...own.split(':')].filter((folder) => folder !== ''))].join(':')
  }
}

/** Standard output of a program, '' when it fails or is too slow. */
function run(command: string, args: string[], env: Readonly<Record<string, string | undefined>>, deadline: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true, shell: false })
    let text = ''
    const finish = (output: string) => {
      clearTimeout(timer)
      resolve(output)
    }
    const timer = setTimeout(() => {
      killGroup(child.pid)
      finish('')
    }, deadline)
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (chunk: string) => {
      if (text.length < 100_000) text += chunk
    })
    child.on('error', () => finish(''))
    child.on('close', () => finish(text))
  })
}

/** Ends a detached child with everything it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it ended by itself
  }
}
