import type { Cell } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, listCell, present, refCell } from './cells.ts'
import { age, figure, list, ref } from './columns.ts'
import { containersSection } from './containers.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { podSpecFields, podSpecSections } from './podSpec.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ControllerRevisions: `kubectl get controllerrevisions`, with the images of that revision. */
export const controllerRevision: Kind = defineKind({
  id: 'apps/ControllerRevision',
  resource: 'controllerrevisions',
  title: 'ControllerRevisions',
  shortName: 'controllerrevision',
  namespaced: true,
  category: 'workloads',
  lesser: true,
  columns: [ref('controller', 'Controller', 240), figure('revision', 'Revision'), list('images', 'Images', 280, { grow: true }), age],
  read(object) {
    return {
      cells: [
        controllerCell(object),
        num(object['revision']),
        listCell(recs(podSpecOf(object).containers).map((container) => str(container.image))),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = podSpecOf(object)
    const namespace = str(rec(object.metadata).namespace)
    return sectionList(
      fieldsSection('Summary', [
        ['Controller', controllerCell(object)],
        ['Revision', num(object['revision'])],
        ...podSpecFields(spec, namespace),
      ]),
      containersSection(spec, null),
      podSpecSections(spec, namespace),
    )
  },
})

/** What a StatefulSet or DaemonSet keeps is a patch of its own template. Others may keep what they like. */
function podSpecOf(object: KubeObject): any {
  return rec(rec(rec(rec(object['data']).spec).template).spec)
}

/** `statefulset.apps/db`, pointing at it. */
function controllerCell(object: KubeObject): Cell {
  const meta = rec(object.metadata)
  const owner = rec(recs(meta.ownerReferences).find((reference) => reference.controller === true))
  const apiVersion = str(owner.apiVersion)
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const kind = str(owner.kind)
  const word = (group === '' ? kind : `${kind}.${group}`).toLowerCase()
  return refCell(kindId(group, kind), str(meta.namespace), str(owner.name), `${word}/${str(owner.name)}`)
}
