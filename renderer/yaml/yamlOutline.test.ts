import { describe, expect, it } from 'vitest'
import { Document } from 'yaml'
import { lineOfPath, rangeOfPath, yamlOutline } from './yamlOutline.ts'

const pod = {
  apiVersion: 'v1',
  metadata: {
    name: 'web',
    annotations: { 'acme.io/calls': 'a: b', plain: 'x' },
    managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': { '.': {}, 'k:{"name":"web"}': { 'f:image': {} } } } }],
    labels: {},
  },
  spec: {
    containers: [
      { name: 'a', args: ['-c', 'one\ntwo: three\n- four\n', ''], env: [{ name: 'A', value: '1' }] },
      { name: 'b', command: [], ports: [{ containerPort: 80 }, { containerPort: 81 }] },
    ],
    matrix: [
      [1, 2],
      [3, { deep: true }],
    ],
    last: null,
  },
  'odd key ': "it's",
}
const text = new Document(pod, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 })
const outline = yamlOutline(text)
const lineAt = (path: string): string => text.split('\n')[lineOfPath(outline, path)]?.trim() ?? 'none'

describe('yamlOutline', () => {
  it('finds every field of a text on its line', () => {
    expect(lineAt('metadata.name')).toBe('name: web')
    expect(lineAt('metadata.annotations["acme.io/calls"]')).toBe('acme.io/calls: "a: b"')
    expect(lineAt('spec.containers[0].args[1]')).toMatch(/^- (\||>)/)
    expect(lineAt('spec.containers[0].args[2]')).toBe('- ""')
    expect(lineAt('spec.containers[0].env[0].value')).toBe('value: "1"')
    expect(lineAt('spec.containers[1].name')).toBe('- name: b')
    expect(lineAt('spec.containers[1].ports[1].containerPort')).toBe('- containerPort: 81')
    expect(lineAt('spec.matrix[1][1].deep')).toContain('deep: true')
    expect(lineAt('spec.last')).toBe('last: null')
    expect(lineAt('metadata.labels')).toBe('labels: {}')
    expect(lineAt('["odd key "]')).toContain("it's")
  })

  it('says of every line which field it is of, also inside a long text', () => {
    const at = (part: string): string => outline.paths[text.split('\n').findIndex((line) => line.includes(part))] ?? ''
    expect(at('two: three')).toBe('spec.containers[0].args[1]')
    expect(at('- four')).toBe('spec.containers[0].args[1]')
    expect(at('containerPort: 80')).toBe('spec.containers[1].ports[0].containerPort')
    expect(outline.paths).toHaveLength(text.split('\n').length)
  })

  it('goes to the nearest field above when the field itself is not there', () => {
    expect(lineAt('spec.containers[0].env[0].valueFrom.secretKeyRef.name')).toBe('- name: A')
    expect(lineAt('spec.nothing["a.b"]')).toBe('spec:')
    expect(lineOfPath(outline, 'nothing.at.all')).toBe(-1)
    expect(lineOfPath(outline, '(a|b)')).toBe(-1)
    expect(lineOfPath(outline, '')).toBe(-1)
  })

  it('knows where a field ends', () => {
    const range = rangeOfPath(outline, 'metadata.managedFields')
    const lines = text.split('\n')
    expect(lines[range?.first ?? -1]?.trim()).toBe('managedFields:')
    expect(lines[(range?.last ?? -1) + 1]?.trim()).toBe('labels: {}')
    expect(rangeOfPath(outline, 'metadata.none')).toBeNull()
  })
})
