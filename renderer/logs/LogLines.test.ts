import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { setOwnKeys } from '../keyboard/keymap.ts'
import LogLines from './LogLines.vue'
import type { OpenLog } from './useLog.ts'

afterEach(() => {
  setOwnKeys({})
})

/** The lines of a log that has none: what keys ask of it is written down. */
function lines() {
  const asked: string[] = []
  const log = reactive({
    frame: null,
    streams: [],
    columns: [],
    filter: { include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] },
    move: (slot: number | null) => asked.push(`move ${String(slot)}`),
  }) as unknown as OpenLog
  const view = mount(LogLines, {
    props: { log, wrap: false, times: 'local', names: true, label: 'Log' },
    global: { plugins: [createPinia()] },
  })
  const press = async (key: string, shiftKey = false): Promise<void> => {
    await view.get('[data-testid="log-lines"]').trigger('keydown', { key, shiftKey })
  }
  return { view, asked, press }
}

describe('keys of a log', () => {
  it('ask for what is not of its lines by the action, and step through its lines', async () => {
    const { view, asked, press } = lines()
    for (const key of ['w', 't', 'm', 'o', 's', 'p', '/', 'q']) await press(key)
    expect(view.emitted('key')).toEqual(
      ['log-wrap', 'log-times', 'log-only', 'log-names', 'log-save', 'log-run', 'log-find'].map((action) => [action]),
    )
    await press('f')
    await press('G', true)
    expect(asked).toEqual(['move null', 'move null'])
    await press('n')
    expect(view.get('[data-testid="log-said"]').text()).toContain('(/)')
  })

  it('are those that a person chose', async () => {
    expect(setOwnKeys({ 'log-wrap': ['x'], 'log-match': ['Ctrl G'], 'log-find': ['y'] })).toEqual([])
    const { view, press } = lines()
    for (const key of ['w', 'x', 'n']) await press(key)
    expect(view.emitted('key')).toEqual([['log-wrap']])
    expect(view.find('[data-testid="log-said"]').exists()).toBe(false)
    await view.get('[data-testid="log-lines"]').trigger('keydown', { key: 'g', ctrlKey: true })
    expect(view.get('[data-testid="log-said"]').text()).toContain('(y)')
  })
})
