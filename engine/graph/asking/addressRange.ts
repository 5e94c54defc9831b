/** A range of addresses as CIDR: `10.0.0.0/8`, `fd00::/8`. */
export interface AddressRange {
  bits: 32 | 128
  start: bigint
  prefix: number
}

/** Reads a CIDR; null when it is none. */
export function readRange(text: string): AddressRange | null {
  const [address = '', prefix = '', ...more] = text.split('/')
  const read = readAddress(address)
  if (read === null || more.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > read.bits) return null
  return { bits: read.bits, start: read.value, prefix: Number(prefix) }
}

/** Whether an address is in a range; those of the other family never are. */
export function isInRange(address: string, { bits, start, prefix }: AddressRange): boolean {
  const read = readAddress(address)
  if (read?.bits !== bits) return false
  const free = BigInt(bits - prefix)
  return read.value >> free === start >> free
}

function readAddress(text: string): { bits: 32 | 128; value: bigint } | null {
  if (!text.includes(':')) {
    const value = readFour(text)
    return value === null ? null : { bits: 32, value }
  }
  // the last 32 bits may be written as an IPv4 address
  const last = text.slice(text.lastIndexOf(':') + 1)
  const four = last.includes('.') ? readFour(last) : null
  if (last.includes('.') && four === null) return null
  const plain = four === null ? text : text.slice(0, -last.length) + [(four >> 16n).toString(16), (four & 0xffffn).toString(16)].join(':')
  const [head = '', tail, ...more] = plain.split('::')
  if (more.length > 0) return null
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const all = [...before, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...after]
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null
  const value = all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
  // an IPv4 address in the clothes of IPv6
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value }
}

function readFour(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}
