import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { Bodies } from './bodies.ts'
import { SlabPacker } from './slabPacker.ts'

const packers: SlabPacker[] = []

function newBodies(): { bodies: Bodies; packer: SlabPacker } {
  const packer = new SlabPacker()
  packers.push(packer)
  return { bodies: new Bodies(packer), packer }
}

afterEach(() => {
  for (const packer of packers.splice(0)) packer.close()
})

function text(length: number, seed: number): Buffer {
  return Buffer.from(`${String(seed)}:${'pod {"name":"web"} '.repeat(Math.ceil(length / 19))}`.slice(0, length))
}

describe('Bodies', () => {
  it('gives back what was put, before and after packing', async () => {
    const { bodies, packer } = newBodies()
    const handles = Array.from({ length: 500 }, (_, index) => bodies.put(text(3000 + index, index)))
    bodies.settle(true)
    await packer.idle()
    for (const [index, handle] of handles.entries()) expect(Buffer.from(bodies.get(handle)).equals(text(3000 + index, index))).toBe(true)
    expect(bodies.stats().held).toBeLessThan(bodies.stats().live / 10)
  })

  it('keeps a copy: the bytes that were given may change afterwards, and so may the bytes that are got', () => {
    const { bodies } = newBodies()
    const given = Buffer.from('abc')
    const handle = bodies.put(given)
    given.fill(0)
    bodies.get(handle).fill(1)
    expect(Buffer.from(bodies.get(handle)).toString()).toBe('abc')
  })

  it('takes bodies of any size, from nothing to several slabs', async () => {
    const { bodies, packer } = newBodies()
    const sizes = [0, 1, 4096, 262_143, 262_144, 262_145, 1_500_000, 10]
    const handles = sizes.map((size) => bodies.put(text(size, size)))
    await packer.idle()
    for (const [index, handle] of handles.entries()) {
      expect(bodies.size(handle)).toBe(text(sizes[index] ?? 0, sizes[index] ?? 0).length)
      expect(Buffer.from(bodies.get(handle)).equals(text(sizes[index] ?? 0, sizes[index] ?? 0))).toBe(true)
    }
  })

  it('gives the room of freed bodies back', async () => {
    const { bodies, packer } = newBodies()
    const live = new Map<number, number>()
    let seed = 0
    // 1,000 objects, each replaced 20 times in turn: 60 MB pass through, 3 MB are alive
    const handles = Array.from({ length: 1000 }, () => bodies.put(text(3000, ++seed)))
    for (const handle of handles) live.set(handle, 0)
    for (let round = 0; round < 20_000; round++) {
      const index = (round * 7919) % handles.length
      bodies.free(handles[index] ?? 0)
      handles[index] = bodies.put(text(3000, ++seed))
      if (round % 500 === 0) await packer.idle()
    }
    bodies.settle(true)
    await packer.idle()
    const stats = bodies.stats()
    expect(stats.bodies).toBe(1000)
    expect(stats.live).toBe(3_000_000)
    expect(stats.dead).toBeLessThan(stats.live * 2)
    for (const handle of handles) bodies.free(handle)
    await packer.idle()
    expect(bodies.stats()).toMatchObject({ bodies: 0, live: 0 })
    expect(bodies.stats().dead).toBeLessThan(300_000)
  })

  it('rewrites slabs that are mostly dead, and what lives in them stays readable', async () => {
    const { bodies, packer } = newBodies()
    const handles = Array.from({ length: 3000 }, (_, index) => bodies.put(text(3000, index)))
    bodies.settle(true)
    await packer.idle()
    const { slabs } = bodies.stats()
    const living: [number, number][] = []
    for (const [index, handle] of handles.entries()) {
      if (index % 10 === 0) living.push([handle, index])
      else bodies.free(handle)
    }
    const during = bodies.put(text(50, 7))
    await packer.idle()
    bodies.settle(true)
    await packer.idle()
    expect(bodies.stats().slabs).toBeLessThan(slabs / 3)
    expect(bodies.stats().dead).toBeLessThan(1_300_000)
    for (const [handle, index] of living) expect(Buffer.from(bodies.get(handle)).equals(text(3000, index))).toBe(true)
    expect(Buffer.from(bodies.get(during)).equals(text(50, 7))).toBe(true)
  })

  it('refuses a handle that was freed', () => {
    const { bodies } = newBodies()
    const handle = bodies.put(text(10, 1))
    bodies.free(handle)
    expect(() => bodies.get(handle)).toThrow('not held')
  })

  it('equals a map after any sequence of puts, frees and packing', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ put: fc.integer({ min: 0, max: 90_000 }) }) },
      { weight: 5, arbitrary: fc.record({ free: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('idle' as const) },
      { weight: 1, arbitrary: fc.constant('settle' as const) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), async (steps) => {
        const { bodies, packer } = newBodies()
        const model = new Map<number, Buffer>()
        let seed = 0
        for (const one of steps) {
          if (one === 'idle') await packer.idle()
          else if (one === 'settle') bodies.settle(true)
          else if ('put' in one) {
            const bytes = text(one.put, seed++)
            model.set(bodies.put(bytes), bytes)
          } else if (model.size > 0) {
            const handle = [...model.keys()][one.free % model.size] ?? 0
            bodies.free(handle)
            model.delete(handle)
          }
        }
        for (let round = 0; round < 2; round++) {
          for (const [handle, bytes] of model) expect(Buffer.from(bodies.get(handle)).equals(bytes)).toBe(true)
          await packer.idle()
        }
        const live = [...model.values()].reduce((sum, bytes) => sum + bytes.length, 0)
        expect(bodies.stats()).toMatchObject({ bodies: model.size, live })
        expect(bodies.stats().dead).toBeGreaterThanOrEqual(0)
        packer.close()
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('drops answers of the packer after closing', async () => {
    const { bodies, packer } = newBodies()
    for (let index = 0; index < 300; index++) bodies.put(text(3000, index))
    bodies.close()
    await packer.idle()
    expect(bodies.stats().slabs).toBe(0)
  })
})
