import { expect, it } from 'vitest'
import { gridTracks, tableColumns, tableWidth } from './columns.ts'
import { joinQuery, settle, splitQuery } from './queryTerms.ts'
import { tableMove } from './tableKeys.ts'
import { demoKinds } from '../../tests/support/demo/demoKinds.ts'

it('moves the cursor and stops at the ends', () => {
  expect(tableMove('j', 4, 10, 5)).toBe(5)
  expect(tableMove('ArrowDown', 9, 10, 5)).toBe(9)
  expect(tableMove('k', 0, 10, 5)).toBe(0)
  expect(tableMove('j', -1, 10, 5)).toBe(0)
  expect(tableMove('G', 0, 10, 5)).toBe(9)
  expect(tableMove('g', 7, 10, 5)).toBe(0)
  expect(tableMove('PageDown', 2, 10, 5)).toBe(7)
  expect(tableMove('PageUp', 2, 10, 5)).toBe(0)
  expect(tableMove('G', -1, 0, 5)).toBe(0)
  expect(tableMove('x', 3, 10, 5)).toBeNull()
})

it('shows the namespace unless one is chosen, and wide columns only when asked', () => {
  const pods = demoKinds.find((kind) => kind.id === 'core/Pod')
  if (pods === undefined) throw new Error('no pods')
  const ids = (options: Parameters<typeof tableColumns>[1]): string[] => tableColumns(pods, options).map((column) => column.id)
  expect(ids({ namespaces: null, wide: false, widths: {} })).toEqual(['name', 'namespace', 'ready', 'status', 'restarts', 'age', 'node'])
  expect(ids({ namespaces: ['shop'], wide: true, widths: {} })).toEqual(['name', 'ready', 'status', 'restarts', 'age', 'node', 'ip'])
  const nodes = demoKinds.find((kind) => kind.id === 'core/Node')
  if (nodes === undefined) throw new Error('no nodes')
  expect(tableColumns(nodes, { namespaces: null, wide: false, widths: {} }).map((column) => column.id)).not.toContain('namespace')
})

it("lets a person's widths win, and then the column no longer grows", () => {
  const pods = demoKinds[0]
  if (pods === undefined) throw new Error('no pods')
  const columns = tableColumns(pods, { namespaces: null, wide: false, widths: { name: 300 } })
  expect(gridTracks(columns)).toMatch(/^12px 300px minmax\(72px, 104px\) 48px /)
  for (const column of columns) expect(column.least).toBeLessThanOrEqual(column.width)
  expect(tableWidth(columns)).toBe(columns.reduce((sum, column) => sum + column.least + 12, 44))
})

it('splits a filter into tokens and words and joins it again', () => {
  expect(splitQuery('status:CrashLoop web ns:prod')).toEqual({ terms: ['status:CrashLoop', 'ns:prod'], text: 'web' })
  expect(joinQuery({ terms: ['ns:prod'], text: ' web ' })).toBe('ns:prod web')
  expect(settle({ terms: ['ns:prod'], text: 'status:Running we' })).toEqual({ terms: ['ns:prod', 'status:Running'], text: 'we' })
  expect(settle({ terms: ['ns:prod'], text: 'ns:prod' })).toEqual({ terms: ['ns:prod'], text: '' })
  // A key without a value is still being typed.
  expect(splitQuery('status:')).toEqual({ terms: [], text: 'status:' })
})
