import { bindingSections, paramText } from './admission.ts'
import { ageCell, deleting, present, refCell, textCell } from './cells.ts'
import { age, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import type { Kind } from './kind.ts'

/** MutatingAdmissionPolicyBindings: `kubectl get mutatingadmissionpolicybindings`. */
export const mutatingAdmissionPolicyBinding: Kind = defineKind({
  id: 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  resource: 'mutatingadmissionpolicybindings',
  title: 'Mutating policy bindings',
  shortName: 'mutatingadmissionpolicybinding',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [ref('policy', 'PolicyName', 260, { grow: true }), text('param', 'ParamRef', 220), age],
  read(object) {
    return {
      cells: [
        refCell('admissionregistration.k8s.io/MutatingAdmissionPolicy', '', str(rec(object.spec).policyName)),
        textCell(paramText(object)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail: (object) => bindingSections(object, 'MutatingAdmissionPolicy'),
})
