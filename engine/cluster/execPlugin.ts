import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { EngineError, ExecConsent } from '../contract/index.ts'
import { ApiFailure } from './apiClient.ts'
import type { ClusterData, ExecConfig } from './contextEntry.ts'
import { killGroup } from './loginPath.ts'

/** What an exec plugin gave. Holds credentials. */
export interface ExecCredential {
  token: string | null
  /** PEM. */
  certificate: string | null
  key: string | null
  expiresAt: number | null
}

/** A plugin with its command found: what a person agrees to, and the hash that the agreement is bound to. */
export interface ResolvedPlugin {
  consent: ExecConsent
  /** sha256 of file, absolute command, arguments and environment (names and values). */
  hash: string
}

/** Milliseconds that a plugin may take: it may ask a slow identity provider, but there is nobody to type at it. */
const pluginDeadline = 60_000
const outputLimit = 1024 * 1024

/** Variables that make another program load foreign code; no credential plugin needs them from a kubeconfig. */
const loaderVariables =
  /^(LD_.*|DYLD_.*|NODE_OPTIONS|BASH_ENV|ENV|SHELLOPTS|PROMPT_COMMAND|PYTHONSTARTUP|PYTHONPATH|PYTHONHOME|PERL5OPT|PERL5LIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|ELECTRON_RUN_AS_NODE|IFS|PATH|PATHEXT|COMSPEC)$/i

const answerSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
})

/**
 * Finds the plugin's command: an absolute path stays, a path with a slash is relative to the kubeconfig (as in client-go), a bare
 * name is searched in the given path, in absolute folders only.
 */
export async function resolvePlugin(exec: ExecConfig, file: string, searchPath: string): Promise<ResolvedPlugin> {
  const bad = (message: string, todo: string): never => {
    throw new ApiFailure({ code: 'bad-input', message, where: file, todo })
  }
  if (exec.command === '') bad('The exec plugin of the user entry names no command.', 'Add users[].user.exec.command to the kubeconfig.')
  if (/[\0\n\r]/.test(exec.command)) bad('The command of the exec plugin holds control characters.', 'Correct users[].user.exec.command.')
  const loader = exec.env.find(({ name }) => loaderVariables.test(name))
  if (loader)
    bad(
      `The exec plugin sets ${loader.name}, which loads foreign code into programs; this is refused.`,
      'Remove the variable from users[].user.exec.env.',
    )
  if (exec.env.some(({ name, value }) => !/^[^=\0]+$/.test(name) || value.includes('\0')))
    bad('A variable of the exec plugin has an impossible name or value.', 'Correct users[].user.exec.env.')
  if (exec.args.some((argument) => argument.includes('\0')))
    bad('An argument of the exec plugin holds a NUL character.', 'Correct users[].user.exec.args.')
  if (exec.interactiveMode === 'Always')
    bad(
      `The exec plugin ${exec.command} wants a terminal (interactiveMode: Always).`,
      'Use interactiveMode: IfAvailable, and sign in with the plugin in a terminal first.',
    )
  const command = await findCommand(exec.command, file, searchPath)
  if (command === null) {
    throw new ApiFailure({
      code: 'unauthorized',
      message: `The exec plugin ${exec.command} is not installed, or not in the search path.`,
      where: file,
      todo: exec.installHint
        ? `Install it. The kubeconfig says: ${plain(exec.installHint)}`
        : `Install ${exec.command}, or give its absolute path in the kubeconfig.`,
    })
  }
  const consent: ExecConsent = { file, command, args: exec.args, env: exec.env.map(({ name }) => name), installHint: exec.installHint }
  const hash = createHash('sha256')
    .update(JSON.stringify([file, command, exec.args, exec.env.map(({ name, value }) => [name, value])]))
    .digest('hex')
  return { consent, hash }
}

/** Runs a plugin that has been agreed to. Its output is never kept, logged, or put into an error. */
export async function runPlugin(
  plugin: ResolvedPlugin,
  exec: ExecConfig,
  cluster: ClusterData,
  searchPath: string,
  signal: AbortSignal,
  deadline = pluginDeadline,
): Promise<ExecCredential> {
  const { command } = plugin.consent
  const failed = (message: string, todo: string): ApiFailure =>
    new ApiFailure({ code: 'unauthorized', message, where: plugin.consent.file, todo } satisfies EngineError)
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo
        ? {
            cluster: {
              server: cluster.server,
              'tls-server-name': cluster.tlsServerName ?? undefined,
              'insecure-skip-tls-verify': cluster.skipTlsVerify || undefined,
              'certificate-authority-data': cluster.caData ?? undefined,
              'proxy-url': cluster.proxyUrl ?? undefined,
            },
          }
        : {}),
    },
  }
  const env: Record<string, string | undefined> = { ...process.env, PATH: searchPath, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  for (const { name, value } of exec.env) env[name] = value
  const output = await new Promise<string>((resolve, reject) => {
    // Arguments as a list and no shell: nothing in a kubeconfig is read as a command line. Detached: a group that can be ended whole.
    const child = spawn(command, [...exec.args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const parts: Buffer[] = []
    let size = 0
    const finish = (error: Error | null) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      if (error) reject(error)
      else resolve(Buffer.concat(parts).toString('utf8'))
    }
    const end = (error: Error) => {
      killGroup(child.pid)
      finish(error)
    }
    const stop = () => end(new ApiFailure({ code: 'cancelled', message: 'Signing in was cancelled.' }))
    const timer = setTimeout(
      () =>
        end(
          failed(
            `The exec plugin ${command} did not answer within ${deadline / 1000} s.`,
            'Run it in a terminal: it may wait for a sign-in in a browser or for typing.',
          ),
        ),
      deadline,
    )
    signal.addEventListener('abort', stop)
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > outputLimit) end(failed(`The exec plugin ${command} printed more than 1 MB.`, 'It must print one ExecCredential.'))
      else parts.push(chunk)
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      finish(
        failed(
          `The exec plugin ${command} cannot be started (${error.code ?? 'unknown error'}).`,
          'Check that it is a program for this computer and may be executed.',
        ),
      ),
    )
    child.on('close', (code, killer) => {
      if (code === 0) finish(null)
      else
        finish(
          failed(
            `The exec plugin ${command} failed (${code === null ? `ended by ${killer ?? 'a signal'}` : `exit code ${code}`}).`,
            'Run it in a terminal to see why; signing in again often helps.',
          ),
        )
    })
    if (signal.aborted) stop()
  })
  let parsed
  try {
    parsed = answerSchema.safeParse(JSON.parse(output))
  } catch {
    parsed = null // the parser's message would repeat the output
  }
  if (!parsed?.success)
    throw failed(
      `The exec plugin ${command} did not print an ExecCredential.`,
      'Run it in a terminal; its version may not fit the kubeconfig.',
    )
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = parsed.data.status
  if (!token && !(clientCertificateData && clientKeyData))
    throw failed(`The exec plugin ${command} gave neither a token nor a client certificate with key.`, 'Run it in a terminal to see why.')
  const expires = expirationTimestamp === undefined ? Number.NaN : Date.parse(expirationTimestamp)
  return {
    token: token ?? null,
    certificate: clientCertificateData ?? null,
    key: clientKeyData ?? null,
    expiresAt: Number.isNaN(expires) ? null : expires,
  }
}

async function findCommand(command: string, file: string, searchPath: string): Promise<string | null> {
  if (path.isAbsolute(command)) return (await executable(command)) ? command : null
  if (command.includes('/') || command.includes('\\')) {
    const candidate = path.resolve(path.dirname(file), command)
    return (await executable(candidate)) ? candidate : null
  }
  const endings = process.platform === 'win32' ? ['.exe', '.com', ''] : ['']
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue // '.' in PATH would run what lies in the current folder
    for (const ending of endings) {
      const candidate = path.join(folder, command + ending)
      if (await executable(candidate)) return candidate
    }
  }
  return null
}

async function executable(candidate: string): Promise<boolean> {
  try {
    await access(candidate, constants.X_OK)
    return (await stat(candidate)).isFile()
  } catch {
    return false // not there, or not allowed: the search goes on
  }
}

/** Text from a kubeconfig on its way into a message. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
