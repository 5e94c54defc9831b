import { describe, expect, it } from 'vitest'
import { sayKinds } from './kindWords.ts'
import type { Tile } from './scene.ts'

/** What of a tile is looked at; the rest is not. */
const tile = (kind: string): Tile => ({ kind, extra: '', pods: null }) as unknown as Tile

describe('what tiles say of their kind', () => {
  const said = (...kinds: string[]): string[] => {
    const tiles = kinds.map(tile)
    sayKinds(tiles)
    return tiles.map(({ extra }) => extra)
  }

  it('is the kind, and whose it is where two groups have one of that name', () => {
    expect(said('example.com/Backup')).toEqual(['Backup'])
    expect(said('alpha.example.com/Backup', 'beta.example.com/Backup')).toEqual(['Backup alpha', 'Backup beta'])
  })

  it('is nothing where the kind is the name already', () => {
    expect(said('cilium.io/CiliumNetworkPolicy')).toEqual([''])
  })
})
