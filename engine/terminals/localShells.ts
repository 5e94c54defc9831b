import { spawn } from 'node:child_process'
import { access, chmod, constants, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import { type EngineError, err, type LocalShell, ok, type Result } from '../contract/index.ts'
import { contextKubeconfig } from './contextKubeconfig.ts'

/** Terminals of Linux desktops, the chosen one first. Each takes no arguments here: what runs in it is the person's own shell. */
const linuxTerminals = [
  'x-terminal-emulator',
  'gnome-terminal',
  'konsole',
  'xfce4-terminal',
  'kgx',
  'alacritty',
  'kitty',
  'foot',
  'wezterm',
  'tilix',
  'mate-terminal',
  'xterm',
]

/** How to start a terminal of this system with an environment. */
interface Start {
  program: string
  args: readonly string[]
}

/**
 * Shells of one's own for a context: the system's terminal with `KUBECONFIG` set to a file of just that context. The app draws no shell of the machine
 * itself: that takes a native module. The file is readable for its owner only, in a folder that is as well, and is removed with the app: terminals hand
 * over to a window that is open already, so that their own end says nothing.
 */
export class LocalShells {
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #platform: NodeJS.Platform
  readonly #folders = new Set<string>()

  constructor(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform = process.platform) {
    this.#env = env
    this.#platform = platform
  }

  async open(context: ContextEntry): Promise<Result<LocalShell>> {
    const terminal = await this.#terminal()
    if (terminal === null) return err(noTerminal)
    let folder: string | null = null
    try {
      folder = await mkdtemp(path.join(tmpdir(), 'kubilitics-shell-'))
      this.#folders.add(folder)
      const kubeconfig = path.join(folder, 'kubeconfig')
      await writeFile(kubeconfig, contextKubeconfig(context), { mode: 0o600, flag: 'wx' })
      const start = this.#platform === 'darwin' ? await this.#macStart(folder, kubeconfig) : terminal
      await this.#spawn(start, { ...this.#env, KUBECONFIG: kubeconfig })
      return ok({ program: terminal.program, kubeconfig })
    } catch (thrown) {
      if (folder !== null) await this.#forget(folder)
      const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown error'
      return err({
        code: 'io',
        message: `The terminal could not be started (${code}).`,
        where: terminal.program,
        todo: noTerminal.todo ?? '',
      })
    }
  }

  /** Removes all files; shells that are still open lose their way to the clusters. */
  async close(): Promise<void> {
    await Promise.all([...this.#folders].map((folder) => this.#forget(folder)))
  }

  async #terminal(): Promise<Start | null> {
    if (this.#platform === 'darwin') return { program: 'Terminal', args: [] }
    if (this.#platform === 'win32') return { program: 'cmd.exe', args: ['/c', 'start', 'cmd.exe'] }
    const chosen = this.#env['TERMINAL']
    for (const name of [...(chosen === undefined || chosen === '' ? [] : [chosen]), ...linuxTerminals]) {
      const program = await this.#find(name)
      if (program !== null) return { program, args: [] }
    }
    return null
  }

  async #find(name: string): Promise<string | null> {
    const folders = path.isAbsolute(name)
      ? ['']
      : (this.#env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
    for (const folder of folders) {
      const file = path.join(folder, name)
      try {
        await access(file, constants.X_OK)
        return file
      } catch {
        // the next folder
      }
    }
    return null
  }

  /** Terminal on a Mac takes no environment: it runs a small script that sets it. */
  async #macStart(folder: string, kubeconfig: string): Promise<Start> {
    const script = path.join(folder, 'shell.command')
    await writeFile(script, `#!/bin/sh\nexport KUBECONFIG='${kubeconfig.replaceAll("'", `'\\''`)}'\nexec "\${SHELL:-/bin/zsh}" -l\n`, {
      flag: 'wx',
    })
    await chmod(script, 0o700)
    return { program: 'open', args: ['-a', 'Terminal', script] }
  }

  /** Resolves when the program runs. */
  #spawn({ program, args }: Start, env: Readonly<Record<string, string | undefined>>): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...args], { env: { ...env }, detached: true, stdio: 'ignore' })
      child.once('error', reject)
      child.once('spawn', () => {
        child.unref()
        resolve()
      })
    })
  }

  async #forget(folder: string): Promise<void> {
    this.#folders.delete(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

const noTerminal: EngineError = {
  code: 'not-found',
  message: 'No terminal program was found on this system.',
  todo: 'Install one (xterm, gnome-terminal, konsole), or name it in the environment as TERMINAL.',
}
