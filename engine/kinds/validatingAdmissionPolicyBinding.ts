import { bindingSections, paramText } from './admission.ts'
import { ageCell, deleting, listCell, present, refCell, textCell } from './cells.ts'
import { age, list, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str, strs } from './fields.ts'
import type { Kind } from './kind.ts'

/** ValidatingAdmissionPolicyBindings: `kubectl get validatingadmissionpolicybindings`. */
export const validatingAdmissionPolicyBinding: Kind = defineKind({
  id: 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  resource: 'validatingadmissionpolicybindings',
  title: 'Validating policy bindings',
  shortName: 'validatingadmissionpolicybinding',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [ref('policy', 'PolicyName', 260, { grow: true }), text('param', 'ParamRef', 220), list('actions', 'Actions', 160), age],
  read(object) {
    return {
      cells: [
        refCell('admissionregistration.k8s.io/ValidatingAdmissionPolicy', '', str(rec(object.spec).policyName)),
        textCell(paramText(object)),
        listCell(strs(rec(object.spec).validationActions)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail: (object) => bindingSections(object, 'ValidatingAdmissionPolicy'),
})
