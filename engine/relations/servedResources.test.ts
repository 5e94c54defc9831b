import { expect, test } from 'vitest'
import { extractReferences } from './interpreter.ts'
import { RuleBook } from './ruleBook.ts'
import { ServedResources } from './servedResources.ts'

const rbac = 'rbac.authorization.k8s.io'
const flunder = { id: 'wardle.example.com/Flunder', group: 'wardle.example.com', resource: 'flunders', namespaced: true }
const fischer = { id: 'wardle.example.com/Fischer', group: 'wardle.example.com', resource: 'fischers', namespaced: false }
const secret = { id: 'core/Secret', group: '', resource: 'secrets', namespaced: true }
const usage = { id: 'metrics.k8s.io/PodMetrics', group: 'metrics.k8s.io', resource: 'pods', namespaced: true }

function named(book: RuleBook, kind: 'Role' | 'ClusterRole', apiGroups: string[], resources: string[]): readonly string[] {
  const metadata = kind === 'Role' ? { name: 'r', namespace: 'shop' } : { name: 'r' }
  const rules = [{ apiGroups, resources, resourceNames: ['a'], verbs: ['get'] }]
  return extractReferences(book, `${rbac}/${kind}`, { metadata, rules })
    .filter((r) => r.rule.id === 84)
    .map((r) => (r.by === 'name' ? `${r.kind}/${r.namespace}/${r.name}${r.tentative ? '~' : ''}` : r.by))
}

test('a role names objects of every resource that the cluster serves, in the scope that discovery tells', () => {
  const book = new RuleBook()
  expect(named(book, 'Role', ['wardle.example.com'], ['flunders'])).toEqual([])
  new ServedResources(book).learn([flunder, fischer, secret, usage])
  expect(named(book, 'Role', ['wardle.example.com'], ['flunders/status'])).toEqual(['wardle.example.com/Flunder/shop/a'])
  expect(named(book, 'Role', ['wardle.example.com'], ['fischers'])).toEqual([])
  expect(named(book, 'ClusterRole', ['wardle.example.com'], ['flunders', 'fischers'])).toEqual(['wardle.example.com/Fischer//a'])
  expect(named(book, 'ClusterRole', ['wardle.example.com'], ['*'])).toEqual(['wardle.example.com/Fischer//a~'])
  expect(named(book, 'Role', ['other.example.com', ''], ['flunders'])).toEqual([])
  expect(named(book, 'Role', [''], ['secrets'])).toEqual(['core/Secret/shop/a'])
  expect(named(book, 'Role', ['metrics.k8s.io'], ['pods'])).toEqual([])
})

test('roles are read again when what is served changes, and only then', () => {
  const book = new RuleBook()
  const resources = new ServedResources(book)
  const changes: unknown[] = []
  book.onChange((change) => changes.push(change.kinds))
  resources.learn([secret])
  expect(changes).toEqual([])
  resources.learn([secret, flunder])
  resources.learn([flunder, secret])
  expect(changes).toEqual([[`${rbac}/Role`], [`${rbac}/ClusterRole`]])
  resources.learn([secret])
  expect(named(book, 'Role', ['wardle.example.com'], ['flunders'])).toEqual([])
})
