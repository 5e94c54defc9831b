import type { Cell } from '../contract/index.ts'
import { paramKindText, policySections } from './admission.ts'
import { ageCell, deleting, present, textCell } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { arr, rec, recs, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { sectionList, tableSection } from './sections.ts'

/** MutatingAdmissionPolicies (beta, off by default): `kubectl get mutatingadmissionpolicies`. */
export const mutatingAdmissionPolicy: Kind = defineKind({
  id: 'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  resource: 'mutatingadmissionpolicies',
  title: 'Mutating policies',
  shortName: 'mutatingadmissionpolicy',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    figure('mutations', 'Mutations', 100),
    text('paramKind', 'ParamKind', 240, { grow: true }),
    text('failure', 'On failure', 100),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [arr(spec.mutations).length, textCell(paramKindText(object)), str(spec.failurePolicy) || 'Fail', ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const mutations = recs(rec(object.spec).mutations).map((mutation): Cell[] => [
      str(mutation.patchType),
      textCell(str(rec(mutation.applyConfiguration).expression) || str(rec(mutation.jsonPatch).expression)),
    ])
    return sectionList(
      policySections(object),
      tableSection('Mutations', [text('type', 'Type', 140), text('expression', 'CEL', 360, { grow: true })], mutations),
    )
  },
})
