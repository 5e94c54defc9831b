import fc from 'fast-check'
import { expect, it } from 'vitest'
import { objectId, type ObjectRef } from '../contract/index.ts'
import { TargetTable } from './targetTable.ts'

const ref = fc.record({
  kind: fc.constantFrom('core/Pod', 'core/Service', 'core/Po/d', 'Pod', '/Pod', ''),
  namespace: fc.constantFrom('', 'shop', 'web', '_', 'a/b', '/'),
  name: fc.constantFrom('a', 'b', 'a/b', '', 'd/shop/a'),
})

it('finds what a Map by id would, whatever kinds, namespaces and names manifests hold', () => {
  fc.assert(
    fc.property(fc.array(ref, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 20 }), fc.array(ref), (refs, gone, asked) => {
      const table = new TargetTable<ObjectRef>()
      const byId = new Map<string, Set<ObjectRef>>()
      const idOf = ({ kind, namespace, name }: ObjectRef): string => objectId(kind, namespace, name)
      for (const each of refs) {
        table.add(each)
        byId.set(idOf(each), (byId.get(idOf(each)) ?? new Set()).add(each))
      }
      for (const at of gone) {
        const each = refs[at % Math.max(1, refs.length)]
        if (each === undefined) continue
        table.delete(each)
        byId.get(idOf(each))?.delete(each)
      }
      for (const each of [...refs, ...asked]) {
        const found = [...table.ofId(idOf(each))]
        expect(found.length).toBe(new Set(found).size)
        expect(new Set(found)).toEqual(byId.get(idOf(each)) ?? new Set())
        expect(new Set(table.of(each))).toEqual(byId.get(idOf(each)) ?? new Set())
      }
      expect(new Set(table.all())).toEqual(new Set([...byId.values()].flatMap((each) => [...each])))
      for (const each of refs) table.delete(each)
      expect(table.size).toBe(0)
    }),
    { numRuns: 1000 },
  )
})
