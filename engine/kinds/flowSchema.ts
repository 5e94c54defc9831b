import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, present, refCell, statusCell, textCell } from './cells.ts'
import { age, figure, list, ref, status, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

const level = 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration'

/** FlowSchemas: `kubectl get flowschemas`; which requests to the API server are queued where. */
export const flowSchema: Kind = defineKind({
  id: 'flowcontrol.apiserver.k8s.io/FlowSchema',
  resource: 'flowschemas',
  title: 'FlowSchemas',
  shortName: 'flowschema',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    ref('level', 'PriorityLevel', 200, { grow: true }),
    figure('precedence', 'MatchingPrecedence', 150),
    text('distinguisher', 'DistinguisherMethod', 160),
    status('missing', 'MissingPL', 100),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = schemaHealth(object)
    return {
      cells: [
        refCell(level, '', str(rec(spec.priorityLevelConfiguration).name)),
        num(spec.matchingPrecedence),
        textCell(str(rec(spec.distinguisherMethod).type)),
        statusCell(str(rec(conditionOf(object, 'Dangling')).status) || '?', state.level),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const rows = recs(spec.rules).flatMap((rule): Cell[][] => {
      const subjects = listCell(recs(rule.subjects).map(subjectText))
      return [
        ...recs(rule.resourceRules).map((each): Cell[] => [
          subjects,
          listCell(strs(each.verbs)),
          listCell(strs(each.resources)),
          listCell(strs(each.apiGroups).map((group) => (group === '' ? 'core' : group))),
          listCell([...(each.clusterScope === true ? ['cluster'] : []), ...strs(each.namespaces)]),
        ]),
        ...recs(rule.nonResourceRules).map((each): Cell[] => [
          subjects,
          listCell(strs(each.verbs)),
          listCell(strs(each.nonResourceURLs)),
          null,
          null,
        ]),
      ]
    })
    return sectionList(
      fieldsSection('Summary', [
        ['Priority level', refCell(level, '', str(rec(spec.priorityLevelConfiguration).name))],
        ['Precedence', num(spec.matchingPrecedence)],
        ['Flows by', textCell(str(rec(spec.distinguisherMethod).type))],
      ]),
      conditionsSection(object),
      tableSection(
        'Requests',
        [
          list('subjects', 'From', 240, { grow: true }),
          list('verbs', 'Verbs', 120),
          list('resources', 'Resources', 160),
          list('groups', 'API groups', 130),
          list('namespaces', 'Where', 130),
        ],
        rows,
      ),
    )
  },
})

function subjectText(subject: any): string {
  const account = rec(subject.serviceAccount)
  if (subject.kind === 'ServiceAccount') return `sa ${str(account.namespace)}/${str(account.name)}`
  return `${str(subject.kind).toLowerCase()} ${str(rec(subject.kind === 'Group' ? subject.group : subject.user).name)}`
}

function schemaHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const dangling = rec(conditionOf(object, 'Dangling'))
  return dangling.status === 'True' ? health('warning', 'Dangling', str(dangling.message)) : present
}
