import type { Cell, Column, DetailSection } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { listCell, refCell, textCell } from './cells.ts'
import { list, ref, text } from './columns.ts'
import { rec, recs, str, strs } from './fields.ts'
import type { KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** The rules of a role, one line each. */
export function rulesSection(rules: unknown): DetailSection | null {
  const rows = recs(rules).map((rule): Cell[] => {
    const paths = strs(rule.nonResourceURLs)
    return [
      listCell(strs(rule.verbs)),
      listCell(paths.length > 0 ? paths : strs(rule.resources)),
      paths.length > 0 ? null : listCell(strs(rule.apiGroups).map((group) => (group === '' ? 'core' : group))),
      listCell(strs(rule.resourceNames)),
    ]
  })
  return tableSection(
    'Rules',
    [
      list('verbs', 'Verbs', 140),
      list('resources', 'Resources', 200, { grow: true }),
      list('groups', 'API groups', 130),
      list('names', 'Names', 120),
    ],
    rows,
  )
}

/** Columns of RoleBindings and ClusterRoleBindings. */
export const bindingColumns: readonly Column[] = [ref('role', 'Role', 240), text('subjects', 'Subjects', 260, { grow: true })]

export const bindingWideColumns: readonly Column[] = [
  list('users', 'Users', 200, { wide: true }),
  list('groups', 'Groups', 200, { wide: true }),
  list('serviceAccounts', 'ServiceAccounts', 220, { wide: true }),
]

/** `ClusterRole/view`, pointing at it. A Role is in the binding's namespace. */
export function roleCell(object: KubeObject): Cell {
  const role = rec(object['roleRef'])
  const kind = str(role.kind)
  const namespace = kind === 'Role' ? str(rec(object.metadata).namespace) : ''
  return refCell(kindId('rbac.authorization.k8s.io', kind), namespace, str(role.name), `${kind}/${str(role.name)}`)
}

/** All subjects in one text, then users, groups and service accounts. Source of the forms: SubjectsStrings in pkg/apis/rbac. */
export function subjectCells(object: KubeObject): readonly [Cell, Cell, Cell, Cell] {
  const subjects = recs(object['subjects'])
  const of = (kind: string): readonly any[] => subjects.filter((subject) => subject.kind === kind)
  const account = (subject: any): string => `${str(subject.namespace)}/${str(subject.name)}`
  return [
    textCell(
      subjects
        .map((subject) =>
          subject.kind === 'ServiceAccount' ? `sa ${account(subject)}` : `${str(subject.kind).toLowerCase()} ${str(subject.name)}`,
        )
        .join(', '),
    ),
    listCell(of('User').map((subject) => str(subject.name))),
    listCell(of('Group').map((subject) => str(subject.name))),
    listCell(of('ServiceAccount').map(account)),
  ]
}

/** The drawer of a binding. */
export function bindingSections(object: KubeObject): readonly DetailSection[] {
  const rows = recs(object['subjects']).map((subject): Cell[] => [
    str(subject.kind),
    subject.kind === 'ServiceAccount'
      ? refCell('core/ServiceAccount', str(subject.namespace), str(subject.name))
      : textCell(str(subject.name)),
    textCell(str(subject.namespace)),
  ])
  return sectionList(
    fieldsSection('Summary', [['Role', roleCell(object)]]),
    tableSection(
      'Subjects',
      [text('kind', 'Kind', 110), ref('name', 'Name', 200, { grow: true }), text('namespace', 'Namespace', 130)],
      rows,
    ),
  )
}
