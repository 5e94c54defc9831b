import { describe, expect, it } from 'vitest'
import type { Cell, Column, Health } from '../contract/index.ts'
import { parseDuration, parseFigure } from './cellValue.ts'
import { parseRowFilter } from './rowFilter.ts'
import type { StoredObject } from '../store/storedObject.ts'

const columns: Column[] = [
  { id: 'ready', title: 'Ready', type: 'ratio', align: 'end', width: 1 },
  { id: 'status', title: 'Status', type: 'status', align: 'start', width: 1 },
  { id: 'restarts', title: 'Restarts', type: 'restarts', align: 'end', width: 1 },
  { id: 'node', title: 'Node', type: 'ref', align: 'start', width: 1 },
  { id: 'images', title: 'Images', type: 'list', align: 'start', width: 1 },
  { id: 'memory', title: 'Memory', type: 'quantity', align: 'end', width: 1 },
  { id: 'age', title: 'Age', type: 'time', align: 'end', width: 1 },
]
const hour = 3_600_000
const now = 1000 * hour

const object: StoredObject = {
  key: 1,
  kind: 'core/Pod',
  namespace: 'prod',
  name: 'web-7c9f-abcde',
  uid: 'u',
  resourceVersion: '1',
  createdAt: now - 2 * hour,
  deletingSince: null,
  labels: { app: 'web', 'app.kubernetes.io/name': 'web' },
  health: { level: 'failing', reason: 'CrashLoopBackOff' } satisfies Health,
  references: [],
  parts: undefined,
  cells: [
    { t: 'ratio', have: 1, want: 2, level: 'failing' },
    { t: 'status', text: 'CrashLoopBackOff', level: 'failing' },
    { t: 'restarts', count: 12, lastAt: null },
    { t: 'ref', id: 'core/Node/_/node-1', text: 'node-1' },
    { t: 'list', items: ['registry.example.com/log4j-app:1', 'proxy:2'] },
    { t: 'quantity', text: '512Mi', value: 512 * 2 ** 20 },
    { t: 'time', at: now - 2 * hour },
  ] satisfies Cell[],
}

function matches(filter: string): boolean {
  const parsed = parseRowFilter(filter, columns)
  expect(parsed.error, filter).toBeNull()
  return parsed.matches(object, now)
}

describe('parseRowFilter', () => {
  it('matches what it should', () => {
    for (const filter of [
      '',
      '  ',
      'web',
      'WEB abc',
      'web*',
      '*9f*',
      '-api',
      '"web"',
      'name:abcde',
      'name:web-*',
      'ns:prod',
      'ns:p*d',
      'namespace:PROD',
      '-ns:dev',
      'status:crash',
      'status:CrashLoopBackOff',
      'status:*off',
      'status:failing',
      'health:failing',
      '-status:running',
      'label:app',
      'label:app=web',
      'label:app==web',
      'label:app=w*',
      'label:app.kubernetes.io/*',
      '-label:tier',
      '-label:app=api',
      'node:node-1',
      'node:ode',
      'image:*log4j*',
      'images:proxy',
      'restarts:12',
      'restarts:>3',
      'restarts:>=12',
      'restarts:<13',
      'restarts:<=12',
      'restarts:=12',
      '-restarts:0',
      'ready:<2',
      'ready:1/2',
      'memory:>100Mi',
      'memory:512Mi',
      'memory:<1Gi',
      'age:>1h',
      'age:<2d',
      'age:<2h1m',
      '-age:<1h',
      'uid:u',
      'web ns:prod status:crash label:app=web -node:node-2 age:<1d restarts:>3 image:*log4j*',
    ])
      expect(matches(filter), filter).toBe(true)
  })

  it('leaves out what it should', () => {
    for (const filter of [
      'api',
      'web api',
      '-web',
      'web',
      'abc*',
      'web*x',
      'name:api',
      'ns:pro',
      'ns:dev',
      'status:running',
      'status:healthy',
      '-status:crash',
      'label:tier',
      'label:app=api',
      'label:app=',
      'label:ap',
      'node:node-2',
      'image:nginx',
      'restarts:1',
      'restarts:>12',
      'restarts:<12',
      'ready:>1',
      'memory:>1Gi',
      'age:<1h',
      'age:>3h',
      'web status:running',
    ].filter((filter) => filter !== 'web'))
      expect(matches(filter), filter).toBe(false)
  })

  it('says which term it does not understand, and holds the others', () => {
    const cases: [string, string, string][] = [
      ['web colour:red', 'colour:red', 'no column "colour"'],
      ['web status:', 'status:', 'nothing is written'],
      ['web age:1x', 'age:1x', 'age:<1h'],
      ['web age:<soon', 'age:<soon', 'not a duration'],
      ['web restarts:>many', 'restarts:>many', 'not a number'],
      ['web image:>3', 'image:>3', 'holds text'],
      ['web label:=x', 'label:=x', 'needs a name'],
      ['web -system:x', '-system:x', 'in quotes'],
    ]
    for (const [filter, term, reason] of cases) {
      const parsed = parseRowFilter(filter, columns)
      expect(parsed.error?.term, filter).toBe(term)
      expect(parsed.error?.reason, filter).toContain(reason)
      expect(parsed.matches(object, now)).toBe(true)
      expect(parsed.matches({ ...object, name: 'api' }, now)).toBe(false)
    }
  })

  it('takes quoted words with colons and spaces for names', () => {
    const parsed = parseRowFilter('"system:node"', columns)
    expect(parsed.error).toBeNull()
    expect(parsed.matches({ ...object, name: 'system:node-proxier' }, now)).toBe(true)
    expect(
      parseRowFilter('status:"Crash Loop', columns).matches({ ...object, health: { level: 'failing', reason: 'a Crash Loop' } }, now),
    ).toBe(true)
  })

  it('knows whether the clock matters', () => {
    expect(parseRowFilter('age:<1h', columns).usesClock).toBe(true)
    expect(parseRowFilter('web', columns).usesClock).toBe(false)
  })

  it('stays quick on patterns made to be slow', () => {
    const parsed = parseRowFilter(`name:${'*a'.repeat(200)}b`, columns)
    expect(parsed.matches({ ...object, name: 'a'.repeat(5000) }, now)).toBe(false)
  })
})

describe('figures and durations', () => {
  it('reads quantities', () => {
    expect([
      parseFigure('512Mi'),
      parseFigure('250m'),
      parseFigure('1.5k'),
      parseFigure('-3'),
      parseFigure('x'),
      parseFigure('1Xi'),
      parseFigure(''),
    ]).toEqual([512 * 2 ** 20, 0.25, 1500, -3, null, null, null])
  })

  it('reads durations', () => {
    expect([
      parseDuration('90s'),
      parseDuration('1h30m'),
      parseDuration('2d'),
      parseDuration('1.5h'),
      parseDuration('5'),
      parseDuration('1x'),
      parseDuration(''),
    ]).toEqual([90_000, 5_400_000, 172_800_000, 5_400_000, null, null, null])
  })
})
