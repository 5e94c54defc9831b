/** What a container declares of its streams. (Kubernetes: Container.stdin, stdinOnce, tty.) */
export interface ContainerStreams {
  stdin: boolean
  /** Its input ends when the first one who attached leaves. */
  stdinOnce: boolean
  tty: boolean
}

/** Of a command that is started for the terminal itself. */
export const ownTerminal: ContainerStreams = { stdin: true, stdinOnce: false, tty: true }

/** Reads them from a Pod's JSON. A Pod that is not known has the usual: output only. */
export function containerStreams(body: any, container: string): ContainerStreams {
  const spec = body?.spec ?? {}
  for (const list of [spec.containers, spec.initContainers, spec.ephemeralContainers]) {
    const found = Array.isArray(list) ? list.find((each: any) => each?.name === container) : undefined
    if (found !== undefined) return { stdin: found.stdin === true, stdinOnce: found.stdinOnce === true, tty: found.tty === true }
  }
  return { stdin: false, stdinOnce: false, tty: false }
}
