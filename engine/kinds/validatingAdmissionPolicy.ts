import type { Cell, Health } from '../contract/index.ts'
import { paramKindText, policySections } from './admission.ts'
import { ageCell, deleting, health, present, textCell, unobserved } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { arr, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { sectionList, tableSection } from './sections.ts'

/** ValidatingAdmissionPolicies: `kubectl get validatingadmissionpolicies`, and what the API server found wrong in their expressions. */
export const validatingAdmissionPolicy: Kind = defineKind({
  id: 'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  resource: 'validatingadmissionpolicies',
  title: 'Validating policies',
  shortName: 'validatingadmissionpolicy',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    figure('validations', 'Validations', 100),
    text('paramKind', 'ParamKind', 240, { grow: true }),
    text('failure', 'On failure', 100),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [arr(spec.validations).length, textCell(paramKindText(object)), str(spec.failurePolicy) || 'Fail', ageCell(object)],
      health: policyHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const validations = recs(spec.validations).map((validation): Cell[] => [
      textCell(str(validation.expression)),
      textCell(str(validation.message) || str(validation.messageExpression)),
      textCell(str(validation.reason)),
    ])
    const warnings = warningsOf(object).map((warning): Cell[] => [textCell(str(warning.fieldRef)), textCell(str(warning.warning))])
    const audits = recs(spec.auditAnnotations).map((audit): Cell[] => [str(audit.key), textCell(str(audit.valueExpression))])
    return sectionList(
      policySections(object),
      tableSection(
        'Validations',
        [text('expression', 'CEL', 320, { grow: true }), text('message', 'Message', 240), text('reason', 'Reason', 110)],
        validations,
      ),
      tableSection('Warnings of the type check', [text('field', 'Field', 200), text('warning', 'Warning', 360, { grow: true })], warnings),
      tableSection('Audit annotations', [text('key', 'Key', 160), text('value', 'CEL', 320, { grow: true })], audits),
      conditionsSection(object),
    )
  },
})

function warningsOf(object: KubeObject): readonly any[] {
  return recs(rec(rec(object.status).typeChecking).expressionWarnings)
}

function policyHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (unobserved(object)) return health('progressing', 'Progressing', 'The API server has not yet checked the newest generation')
  const warnings = warningsOf(object)
  return warnings.length === 0
    ? present
    : health('warning', 'TypeCheckWarning', `${str(warnings[0].fieldRef)}: ${str(warnings[0].warning)}`)
}
