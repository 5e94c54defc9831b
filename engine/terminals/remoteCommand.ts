/** What the first byte of a message says it is. (Kubernetes: remotecommand, channel.k8s.io.) */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** Best first: v5 can say that the input has ended; v4 is of servers before 1.30. */
export const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const

/** How a command ended. */
export interface CommandEnd {
  /** Null: it could not be started, or nobody says. */
  exit: number | null
  message: string
}

/** A message with its channel before it. */
export function framed(of: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(bytes.length + 1)
  message[0] = of
  message.set(bytes, 1)
  return message
}

/** The size of a terminal, as the server takes it. */
export function resizeMessage(columns: number, rows: number): Uint8Array {
  return framed(channel.resize, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })))
}

/** Reads the Status on the error channel: success, an exit code, or why the command could not be started. */
export function commandEnd(bytes: Uint8Array): CommandEnd {
  const text = Buffer.from(bytes).toString('utf8')
  let status: any
  try {
    status = JSON.parse(text)
  } catch {
    return { exit: null, message: text.slice(0, 1000) } // old servers write plain words
  }
  if (status?.status === 'Success') return { exit: 0, message: '' }
  const message = typeof status?.message === 'string' ? status.message.slice(0, 1000) : text.slice(0, 1000)
  const causes: unknown = status?.details?.causes
  const cause: any = Array.isArray(causes) ? causes.find((each: any) => each?.reason === 'ExitCode') : undefined
  const code = /^\d{1,3}$/.test(String(cause?.message))
    ? Number(cause.message)
    : (/exit(?: status|ed with(?: non-zero)? exit code| code) (\d{1,3})\b/.exec(message)?.[1] ?? null)
  return { exit: code === null ? null : Number(code), message }
}
