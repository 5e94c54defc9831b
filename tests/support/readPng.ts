import { inflateSync } from 'node:zlib'

/** A decoded PNG. */
export interface ReadPng {
  width: number
  height: number
  /** `#rrggbb` of a pixel. */
  at(x: number, y: number): string
}

/** Reads a PNG of 8 bits per channel with transparency, not interlaced. */
export function readPng(bytes: Uint8Array): ReadPng {
  const file = Buffer.from(bytes)
  if (file.toString('latin1', 1, 4) !== 'PNG') throw new Error('this is no PNG')
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  if (file[24] !== 8 || file[25] !== 6 || file[28] !== 0) throw new Error('a PNG of this form is not read here')
  const parts: Buffer[] = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)))
  }
  const lines = inflateSync(Buffer.concat(parts))
  const row = width * 4
  const pixels = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (row + 1)]
    for (let x = 0; x < row; x++) {
      const left = x < 4 ? 0 : (pixels[y * row + x - 4] ?? 0)
      const up = y === 0 ? 0 : (pixels[(y - 1) * row + x] ?? 0)
      const corner = x < 4 || y === 0 ? 0 : (pixels[(y - 1) * row + x - 4] ?? 0)
      const guess = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner)
      pixels[y * row + x] = (lines[y * (row + 1) + 1 + x] ?? 0) + guess
    }
  }
  return { width, height, at: (x, y) => `#${pixels.toString('hex', y * row + x * 4, y * row + x * 4 + 3)}` }
}

function paeth(a: number, b: number, c: number): number {
  const pa = Math.abs(b - c)
  const pb = Math.abs(a - c)
  const pc = Math.abs(a + b - 2 * c)
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}
