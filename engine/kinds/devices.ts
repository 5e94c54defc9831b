import type { Cell, DetailSection } from '../contract/index.ts'
import { listCell, refCell, textCell } from './cells.ts'
import { list, ref, text } from './columns.ts'
import { rec, recs, scalar, str, strs } from './fields.ts'
import { resourcesText } from './podSpec.ts'
import { sectionList, tableSection } from './sections.ts'

/** What claims and their templates share (dynamic resource allocation, resource.k8s.io/v1 and its betas). */

const deviceClass = 'resource.k8s.io/DeviceClass'

/** A request with what it asks for: in `exactly` since v1beta2, before at the top; one of several in `firstAvailable`. */
function wantedOf(request: any): readonly any[] {
  if (Array.isArray(request.firstAvailable)) return recs(request.firstAvailable)
  return typeof request.exactly === 'object' && request.exactly !== null ? [rec(request.exactly)] : [request]
}

/** The device classes that a claim's spec asks for, each once. */
export function wantedClasses(spec: any): readonly string[] {
  const names = recs(rec(spec.devices).requests)
    .flatMap(wantedOf)
    .map((wanted) => str(wanted.deviceClassName))
  return [...new Set(names.filter((name) => name !== ''))]
}

/** Requests, constraints and configuration of a claim's spec. */
export function claimSections(spec: any): readonly DetailSection[] {
  const devices = rec(spec.devices)
  const requests = recs(devices.requests).flatMap((request) =>
    wantedOf(request).map((wanted): Cell[] => [
      wanted === request || wanted.name === undefined ? str(request.name) : `${str(request.name)}/${str(wanted.name)}`,
      refCell(deviceClass, '', str(wanted.deviceClassName)),
      wanted.allocationMode === 'All' ? 'all' : scalar(wanted.count) || '1',
      textCell(selectorsText(wanted.selectors)),
      textCell(resourcesText(rec(wanted.capacity).requests)),
      wanted.adminAccess === true ? 'yes' : null,
    ]),
  )
  const constraints = recs(devices.constraints).map((constraint): Cell[] => [
    listCell(strs(constraint.requests)),
    textCell(str(constraint.matchAttribute) || str(constraint.distinctAttribute)),
  ])
  const configs = recs(devices.config).map((config): Cell[] => [
    listCell(strs(config.requests)),
    textCell(str(rec(config.opaque).driver)),
    textCell(JSON.stringify(rec(rec(config.opaque).parameters))),
  ])
  return sectionList(
    tableSection(
      'Requests',
      [
        text('name', 'Name', 130),
        ref('class', 'Device class', 160),
        text('count', 'Count', 64),
        text('selectors', 'CEL', 260, { grow: true }),
        text('capacity', 'Capacity', 130),
        text('admin', 'Admin access', 96),
      ],
      requests,
    ),
    tableSection('Constraints', [list('requests', 'Requests', 160), text('same', 'Attribute', 240, { grow: true })], constraints),
    tableSection(
      'Configuration',
      [list('requests', 'Requests', 130), text('driver', 'Driver', 160), text('parameters', 'Parameters', 260, { grow: true })],
      configs,
    ),
  )
}

/** CEL expressions that a device must meet, all of them. */
export function selectorsText(selectors: unknown): string {
  return recs(selectors)
    .map((selector) => str(rec(selector.cel).expression))
    .filter((expression) => expression !== '')
    .join(' && ')
}
