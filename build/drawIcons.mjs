import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng } from './png.mjs'

const VIEW = 1024

/** PNG sizes for Linux and for the Windows icon; types of the parts of a macOS icon by size. */
const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512]
const WINDOWS_SIZES = [16, 32, 48, 64, 256]
const MAC_TYPES = [[16, 'icp4'], [32, 'icp5'], [64, 'icp6'], [128, 'ic07'], [256, 'ic08'], [512, 'ic09'], [1024, 'ic10']] // prettier-ignore

/**
 * Draws `icon.svg` in every size and writes `png/`, `icon.ico` and `icon.icns` into a folder.
 * @param {string} folder
 */
export async function drawIcons(folder) {
  const shapes = readShapes(readFileSync(new URL('icon.svg', import.meta.url), 'utf8'))
  const images = new Map(
    [...new Set([...LINUX_SIZES, ...WINDOWS_SIZES, ...MAC_TYPES.map(([size]) => size)])].map((size) => [size, draw(shapes, size)]),
  )
  const image = (size) => /** @type {Buffer} */ (images.get(size))
  mkdirSync(join(folder, 'png'), { recursive: true })
  for (const size of LINUX_SIZES) writeFileSync(join(folder, `png/${size}x${size}.png`), image(size))
  writeFileSync(join(folder, 'icon.ico'), ico(WINDOWS_SIZES.map((size) => [size, image(size)])))
  writeFileSync(join(folder, 'icon.icns'), icns(MAC_TYPES.map(([size, type]) => [type, image(size)])))
}

/** The few elements the drawing uses, as a colour and a distance to the edge (negative inside) in view units. */
function readShapes(svg) {
  return [...svg.matchAll(/<(rect|line|circle) ([^>]+)\/>/g)].map(([, kind, text]) => {
    const attributes = Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
    const n = (name) => Number(attributes[name])
    return { colour: parseColour(attributes.fill ?? attributes.stroke), distance: DISTANCES[kind](n) }
  })
}

const DISTANCES = {
  rect: (n) => (x, y) => {
    const dx = Math.abs(x - n('x') - n('width') / 2) - n('width') / 2 + n('rx')
    const dy = Math.abs(y - n('y') - n('height') / 2) - n('height') / 2 + n('rx')
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - n('rx')
  },
  circle: (n) => (x, y) => Math.hypot(x - n('cx'), y - n('cy')) - n('r'),
  line: (n) => {
    const [x1, y1, width, height] = [n('x1'), n('y1'), n('x2') - n('x1'), n('y2') - n('y1')]
    return (x, y) => {
      const along = Math.min(1, Math.max(0, ((x - x1) * width + (y - y1) * height) / (width ** 2 + height ** 2)))
      return Math.hypot(x - x1 - along * width, y - y1 - along * height) - n('stroke-width') / 2
    }
  },
}

const parseColour = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))

/** Paints the shapes over each other; a pixel on an edge is covered by as much as the shape reaches into it. */
function draw(shapes, size) {
  const pixels = new Uint8Array(size * size * 4)
  const unit = VIEW / size
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [red, green, blue, alpha] = [0, 0, 0, 0]
      for (const { colour, distance } of shapes) {
        const cover = Math.min(1, Math.max(0, 0.5 - distance((column + 0.5) * unit, (row + 0.5) * unit) / unit))
        if (cover === 0) continue
        const sum = cover + alpha * (1 - cover)
        const mix = (over, under) => (over * cover + under * alpha * (1 - cover)) / sum
        ;[red, green, blue, alpha] = [mix(colour[0], red), mix(colour[1], green), mix(colour[2], blue), sum]
      }
      pixels.set([red, green, blue, alpha * 255].map(Math.round), (row * size + column) * 4)
    }
  }
  return encodePng(pixels, size)
}

/** A Windows icon: a directory of PNG images. */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [index, [size, png]] of images.entries()) {
    const at = 6 + 16 * index
    head.writeUInt8(size % 256, at) // 0 means 256
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...images.map(([, png]) => png)])
}

/** A macOS icon: PNG images, each with its type and length. */
function icns(images) {
  const parts = images.map(([type, png]) => Buffer.concat([Buffer.from(type, 'latin1'), uint32(png.length + 8), png]))
  return Buffer.concat([Buffer.from('icns', 'latin1'), uint32(8 + parts.reduce((sum, part) => sum + part.length, 0)), ...parts])
}

function uint32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
