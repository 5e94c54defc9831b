import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** A socket that waits for others to connect or to send. */
export interface OpenDoor {
  pid: number
  protocol: 'tcp' | 'udp'
  /** Address and port as /proc/net writes them, in hexadecimal. */
  local: string
}

/** States of /proc/net/{tcp,udp}: TCP_LISTEN, and for UDP a socket bound to a port without a peer. */
const WAITING = { tcp: '0A', udp: '07' } as const

/** A process and all its descendants. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readIfThere(`/proc/${name}/stat`)
    // The name of the program stands in brackets and may hold anything; the parent is the second word after it
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** Every listening TCP and bound UDP socket that one of these processes holds, each seen in the process' own network namespace. */
export function openDoors(pids: readonly number[]): OpenDoor[] {
  return pids.flatMap((pid) => {
    const inodes = socketInodes(pid)
    return (['tcp', 'udp'] as const).flatMap((protocol) =>
      [protocol, `${protocol}6`]
        .flatMap((table) => readIfThere(`/proc/${pid}/net/${table}`).trim().split('\n').slice(1))
        .map((line) => line.trim().split(/\s+/))
        .filter((columns) => columns[3] === WAITING[protocol] && inodes.has(columns[9] ?? ''))
        .map((columns) => ({ pid, protocol, local: columns[1] ?? '' })),
    )
  })
}

function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>()
  for (const fd of listIfThere(`/proc/${pid}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkIfThere(`/proc/${pid}/fd/${fd}`))?.[1]
    if (inode !== undefined) inodes.add(inode)
  }
  return inodes
}

/** Processes and files come and go while they are read: what is gone holds nothing. */
function unlessGone<T>(read: () => T, gone: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return gone
    throw error
  }
}
const readIfThere = (file: string): string => unlessGone(() => readFileSync(file, 'utf8'), '')
const listIfThere = (folder: string): string[] => unlessGone(() => readdirSync(folder), [])
const linkIfThere = (file: string): string => unlessGone(() => readlinkSync(file), '')
