import { ageCell, deleting, present, textCell, yesNoCell } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import { secretKeys } from './keys.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** Secrets: `kubectl get secrets`. Key names and sizes, never a value; annotations may hold values too and are masked. */
export const secret: Kind = defineKind(
  {
    id: 'core/Secret',
    resource: 'secrets',
    title: 'Secrets',
    shortName: 'secret',
    namespaced: true,
    category: 'configuration',
    columns: [text('type', 'Type', 260, { grow: true }), figure('data', 'Data'), age],
    read(object) {
      return {
        cells: [textCell(str(object['type'])), Object.keys(rec(object['data'])).length, ageCell(object)],
        health: deleting(object) ?? present,
      }
    },
    detail(object) {
      const keys = secretKeys(object['data'])
      return sectionList(
        fieldsSection('Summary', [
          ['Type', textCell(str(object['type']))],
          ['Immutable', yesNoCell(object['immutable'])],
        ]),
        keys.length === 0 ? null : { type: 'keys', title: 'Data', keys },
      )
    },
  },
  { maskAnnotations: true },
)
