import { describe, expect, it } from 'vitest'
import { describeField, pathParts, type SchemaSource } from './fieldSchema.ts'

const from: SchemaSource = {
  source: 'openapi',
  root: {
    type: 'object',
    required: ['spec'],
    properties: {
      metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.meta.ObjectMeta' }], default: {}, description: 'Standard metadata.' },
      spec: { $ref: '#/components/schemas/io.k8s.apps.Spec' },
    },
  },
  schemas: {
    'io.k8s.meta.ObjectMeta': {
      type: 'object',
      description: 'hidden by the field',
      properties: { annotations: { type: 'object', additionalProperties: { type: 'string', default: '' } } },
    },
    'io.k8s.apps.Spec': {
      type: 'object',
      required: ['containers'],
      properties: {
        replicas: { type: 'integer', format: 'int32', minimum: 0, default: 1, description: 'How many\u202e.' },
        policy: { type: 'string', enum: ['Always', 'Never'] },
        maxSurge: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        containers: { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/io.k8s.core.Container' }], default: {} } },
        round: { $ref: '#/components/schemas/round' },
      },
    },
    'io.k8s.core.Container': { type: 'object', required: ['name'], properties: { name: { type: 'string' }, image: { type: 'string' } } },
    round: { $ref: '#/components/schemas/round' },
  },
}

describe('describeField', () => {
  it('follows references, lists and maps, and says what is written of the field', () => {
    expect(describeField(from, 'spec.replicas')).toEqual({
      path: 'spec.replicas',
      type: 'integer',
      description: 'How many⟨U+202E⟩.',
      required: false,
      enum: [],
      default: '1',
      bounds: ['format int32', 'at least 0'],
      fields: [],
      source: 'openapi',
    })
    expect(describeField(from, 'spec')).toMatchObject({ type: 'Spec', required: true })
    expect(describeField(from, 'metadata')).toMatchObject({
      type: 'ObjectMeta',
      description: 'Standard metadata.',
      default: null,
      fields: ['annotations'],
    })
    expect(describeField(from, 'spec.containers')).toMatchObject({ type: 'list of Container', required: true, fields: ['name', 'image'] })
    expect(describeField(from, 'spec.containers[12].name')).toMatchObject({
      path: 'spec.containers[].name',
      type: 'string',
      required: true,
    })
    expect(describeField(from, 'spec.policy')).toMatchObject({ enum: ['Always', 'Never'] })
    expect(describeField(from, 'spec.maxSurge')).toMatchObject({ type: 'integer or string' })
    expect(describeField(from, 'metadata.annotations')).toMatchObject({ type: 'map of string' })
    expect(describeField(from, 'metadata.annotations["a.io/b"]')).toMatchObject({ path: 'metadata.annotations["a.io/b"]', type: 'string' })
  })

  it('knows no field that is not there, follows no circle, and reaches into no prototype', () => {
    for (const path of [
      'spec.nothing',
      'spec.replicas.more',
      'spec.containers[0].x',
      'constructor',
      '__proto__',
      'spec.constructor',
      '[0]',
      'a..b',
      '["',
    ])
      expect(describeField(from, path), path).toBeNull()
    expect(describeField(from, 'spec.round')).toMatchObject({ description: '' })
  })

  it('takes any junk for a schema', () => {
    for (const junk of [null, 3, 'x', [], { properties: [] }, { properties: { spec: null }, allOf: [null] }])
      expect(describeField({ root: junk, schemas: {}, source: 'definition' }, 'spec.replicas')).toBeNull()
  })
})

describe('pathParts', () => {
  it('reads the paths that evidence has', () => {
    expect(pathParts('spec.volumes[2].configMap["a.b/c"].x-y')).toEqual([
      { field: 'spec' },
      { field: 'volumes' },
      { item: true },
      { field: 'configMap' },
      { field: 'a.b/c' },
      { field: 'x-y' },
    ])
    expect(pathParts('')).toEqual([])
  })
})
