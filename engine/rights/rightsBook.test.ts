import { describe, expect, it } from 'vitest'
import type { ApiClient, ApiRequest } from '../cluster/apiClient.ts'
import type { RightAsk } from '../contract/index.ts'
import { RightsBook } from './rightsBook.ts'
import { ruleAllows } from './ruleMatch.ts'

const ask = (verb: string, resource: string, namespace = 'shop', group = ''): RightAsk => ({ verb, group, resource, namespace })

describe('a rule', () => {
  const rule = { verbs: ['get'], groups: [''], resources: ['pods'], names: [] }
  it.each([
    ['the verb, group and resource it names', rule, ask('get', 'pods'), true],
    ['no other verb', rule, ask('list', 'pods'), false],
    ['no other group', rule, ask('get', 'pods', 'shop', 'metrics.k8s.io'), false],
    ['no subresource it does not name', rule, ask('get', 'pods/log'), false],
    ['every resource and subresource by a star', { ...rule, resources: ['*'] }, ask('get', 'pods/log'), true],
    ['a subresource of every resource', { ...rule, resources: ['*/log'] }, ask('get', 'pods/log'), true],
    ['not the resource itself by that', { ...rule, resources: ['*/log'] }, ask('get', 'pods'), false],
    ['not everything of a resource by a star after the slash', { ...rule, resources: ['pods/*'] }, ask('get', 'pods/log'), false],
    ['an object of a name', { ...rule, names: ['web'] }, { ...ask('get', 'pods'), name: 'web' }, true],
    ['no object of another name', { ...rule, names: ['web'] }, { ...ask('get', 'pods'), name: 'db' }, false],
    ['no list by a name', { ...rule, verbs: ['list'], names: ['web'] }, ask('list', 'pods'), false],
  ])('allows %s', (_, given, asked, allowed) => {
    expect(ruleAllows(given, asked)).toBe(allowed)
  })
})

/** Answers reviews as told, and counts them. */
function server(told: { rules?: object[]; incomplete?: boolean; allowed?: boolean; status?: number }): {
  client: ApiClient
  asked: ApiRequest[]
} {
  const asked: ApiRequest[] = []
  const request: ApiClient['request'] = (one) => {
    asked.push(one)
    const body = one.path.endsWith('rulesreviews')
      ? { status: { resourceRules: told.rules ?? [], incomplete: told.incomplete ?? false } }
      : one.path.endsWith('subjectreviews')
        ? { status: { userInfo: { username: 'ann' } } }
        : { status: { allowed: told.allowed ?? false, reason: 'because' } }
    return Promise.resolve({ status: told.status ?? 201, headers: {}, body: Buffer.from(JSON.stringify(body)) })
  }
  const no = (): never => {
    throw new Error('not asked for')
  }
  return { asked, client: { request, stream: no, socket: no, status: no, onLink: no, close: no } }
}

describe('the book of rights', () => {
  let now = 0
  const clock = { now: () => now, random: () => 0, sleep: () => Promise.resolve(true), setTimer: () => () => undefined }
  const book = (client: ApiClient): RightsBook => new RightsBook({ client, clock })
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods', 'pods/log'] }]

  it('answers all questions of a namespace with one review', async () => {
    const { client, asked } = server({ rules })
    const answers = await book(client).ask([ask('get', 'pods'), ask('get', 'pods/log'), ask('delete', 'pods')])
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, false])
    expect(asked).toHaveLength(1)
  })

  it('asks singly what a review cannot say, and what concerns the whole cluster', async () => {
    const { client, asked } = server({ rules, incomplete: true, allowed: true })
    const answers = await book(client).ask([ask('get', 'pods'), ask('delete', 'pods'), ask('get', 'pods', '')])
    expect(answers.map(({ allowed, reason }) => [allowed, reason])).toEqual([
      [true, 'A rule in the namespace shop allows it.'],
      [true, 'because'],
      [true, 'because'],
    ])
    expect(asked.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).sort()).toEqual([
      'selfsubjectaccessreviews',
      'selfsubjectaccessreviews',
      'selfsubjectrulesreviews',
    ])
    const bodies = asked.map(({ body }) => JSON.parse(body ?? '') as { spec: { resourceAttributes?: object } })
    expect(bodies.map(({ spec }) => spec.resourceAttributes)).toContainEqual({ verb: 'get', group: '', resource: 'pods' })
  })

  it('asks anew after a minute, after it was told to forget, and after a failure', async () => {
    const { client, asked } = server({ rules })
    const one = book(client)
    await one.ask([ask('get', 'pods')])
    await one.ask([ask('get', 'pods')])
    expect(asked).toHaveLength(1)
    now += 60_001
    await one.ask([ask('get', 'pods')])
    one.forget()
    await one.ask([ask('get', 'pods')])
    expect(asked).toHaveLength(3)
    const refusing = server({ status: 500 })
    const two = book(refusing.client)
    await expect(two.ask([ask('get', 'pods')])).rejects.toThrow()
    await expect(two.review('shop')).rejects.toThrow()
    expect(refusing.asked.filter(({ path }) => path.endsWith('rulesreviews'))).toHaveLength(2)
  })

  it('takes many questions at a time and sends few', async () => {
    const { client, asked } = server({ allowed: true })
    let open = 0
    let most = 0
    const counting: ApiClient = {
      ...client,
      request: async (one) => {
        most = Math.max(most, ++open)
        await new Promise((resolve) => setTimeout(resolve, 1))
        open--
        return client.request(one)
      },
    }
    await book(counting).ask(Array.from({ length: 100 }, (_, index) => ask('get', `things${index}`, '')))
    expect(asked).toHaveLength(100)
    expect(most).toBe(4)
  })
})
