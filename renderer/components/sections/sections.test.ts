import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import type { DetailSection } from '../../../engine/contract/index.ts'
import { sectionComponents } from './sections.ts'

const all: readonly [DetailSection, readonly string[]][] = [
  [{ type: 'fields', title: 'Pod', fields: [{ label: 'IP', value: '10.0.74.19' }] }, ['Pod', 'IP', '10.0.74.19']],
  [
    {
      type: 'conditions',
      title: 'Conditions',
      conditions: [{ name: 'Ready', status: 'False', good: false, reason: 'ContainersNotReady', message: 'unready: [web]', at: null }],
    },
    ['Ready', 'ContainersNotReady: unready: [web]'],
  ],
  [{ type: 'labels', title: 'Labels', labels: { app: 'web' } }, ['app=', 'web']],
  [
    {
      type: 'containers',
      title: 'Containers',
      containers: [
        {
          name: 'web',
          image: 'shop/web:1',
          kind: 'init',
          state: 'Waiting',
          level: 'failing',
          restarts: 1,
          ready: false,
          message: 'exit 1',
          requests: '',
          limits: 'memory 1Gi',
          ports: ['80'],
        },
      ],
    },
    ['web', 'init', 'Waiting, exit 1, 1 restart', 'no request', 'limits memory 1Gi', '80'],
  ],
  [
    {
      type: 'env',
      title: 'Env',
      container: 'web',
      vars: [
        { name: 'PASSWORD', value: null, source: 'db · password', problem: null },
        { name: 'URL', value: null, source: 'cm · url', problem: 'key missing' },
      ],
    },
    ['PASSWORD', '••••••••', 'db · password', 'key missing'],
  ],
  [
    { type: 'table', title: 'Ports', columns: [{ id: 'port', title: 'Port', type: 'number', align: 'end', width: 40 }], rows: [[80]] },
    ['Port', '80'],
  ],
  [
    { type: 'keys', title: 'Data', keys: [{ name: 'tls.key', size: 1704, secret: true, value: null }] },
    ['tls.key', '1.7 KiB', 'not held by this app'],
  ],
  [{ type: 'text', title: 'Message', text: '<b>bold</b>' }, ['<b>bold</b>']],
]

it.each(all)('shows a section $type', (section, words) => {
  const shown = mount(sectionComponents[section.type], { props: { section } })
  for (const word of words) expect(shown.text()).toContain(word)
  expect(shown.find('b b').exists()).toBe(false)
})
