import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Cell } from '../../engine/contract/index.ts'
import { now } from '../words/clock.ts'
import CellView from './CellView.vue'

const at = Date.UTC(2026, 10, 21, 14, 0, 0)
const show = (cell: Cell): ReturnType<typeof mount> => mount(CellView, { props: { cell } })

describe('a cell', () => {
  beforeEach(() => {
    now.value = at
  })

  it.each<[Cell, string]>([
    [null, '–'],
    ['', '–'],
    ['ClusterIP', 'ClusterIP'],
    [0, '0'],
    [48_211, '48,211'],
    [{ t: 'time', at: at - 14 * 60_000 }, '14m'],
    [{ t: 'status', text: 'CrashLoopBackOff', level: 'failing' }, 'CrashLoopBackOff'],
    [{ t: 'ratio', have: 2, want: 3, level: 'warning' }, '2/3'],
    [{ t: 'restarts', count: 0, lastAt: null }, '0'],
    [{ t: 'restarts', count: 7, lastAt: at - 41_000 }, '7 · 41s'],
    [{ t: 'quantity', text: '512Mi', value: 536_870_912 }, '512Mi'],
    [{ t: 'list', items: ['80', '443'] }, '80, 443'],
    [{ t: 'list', items: [] }, '–'],
    [{ t: 'ref', id: 'core/Node/_/node-1', text: 'node-1' }, 'node-1'],
  ])('%j reads %s', (cell, text) => {
    expect(show(cell).text()).toBe(text)
  })

  it('gives trouble its colour and lets what is well stand back', () => {
    expect(show({ t: 'status', text: 'CrashLoopBackOff', level: 'failing' }).classes()).toContain('fail')
    expect(show({ t: 'status', text: 'Running', level: 'healthy' }).classes()).toContain('t3')
    expect(show({ t: 'ratio', have: 0, want: 2, level: 'failing' }).classes()).toContain('fail')
  })

  it('steps with the clock', async () => {
    const cell = show({ t: 'time', at: at - 60_000 })
    expect(cell.text()).toBe('60s')
    now.value = at + 1000
    await cell.vm.$nextTick()
    expect(cell.text()).toBe('61s')
  })

  it("never makes HTML of a cluster's text", () => {
    const cell = show('<img src=x onerror=alert(1)>')
    expect(cell.find('img').exists()).toBe(false)
    expect(cell.text()).toBe('<img src=x onerror=alert(1)>')
  })

  it('goes to the object it names', async () => {
    const cell = show({ t: 'ref', id: 'core/Node/_/node-1', text: 'node-1' })
    await cell.trigger('click')
    expect(cell.emitted('go')).toEqual([['core/Node/_/node-1']])
  })
})
