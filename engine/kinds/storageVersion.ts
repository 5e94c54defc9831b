import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, present, textCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** StorageVersions (alpha, off by default): `kubectl get storageversions`; in which version each API server writes a resource. */
export const storageVersion: Kind = defineKind({
  id: 'internal.apiserver.k8s.io/StorageVersion',
  resource: 'storageversions',
  title: 'StorageVersions',
  shortName: 'storageversion',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [text('common', 'CommonEncodingVersion', 200), list('versions', 'StorageVersions', 320, { grow: true }), age],
  read(object) {
    return {
      cells: [
        textCell(str(rec(object.status).commonEncodingVersion)),
        listCell(serversOf(object).map((server) => `${str(server.apiServerID)}=${str(server.encodingVersion)}`)),
        ageCell(object),
      ],
      health: versionHealth(object),
    }
  },
  detail(object) {
    const rows = serversOf(object).map((server): Cell[] => [
      str(server.apiServerID),
      textCell(str(server.encodingVersion)),
      listCell(strs(server.decodableVersions)),
      listCell(strs(server.servedVersions)),
    ])
    return sectionList(
      fieldsSection('Summary', [['Common version', textCell(str(rec(object.status).commonEncodingVersion))]]),
      tableSection(
        'API servers',
        [
          text('server', 'API server', 220, { grow: true }),
          text('writes', 'Writes', 120),
          list('reads', 'Reads', 180),
          list('serves', 'Serves', 180),
        ],
        rows,
      ),
      conditionsSection(object),
    )
  },
})

function serversOf(object: KubeObject): readonly any[] {
  return recs(rec(object.status).storageVersions)
}

/** API servers that write different versions are in the middle of an upgrade. */
function versionHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const equal = rec(conditionOf(object, 'AllEncodingVersionsEqual'))
  return equal.status === 'False' ? health('progressing', str(equal.reason) || 'EncodingVersionsDiffer', str(equal.message)) : present
}
