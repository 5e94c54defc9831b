import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { copyKey } from './copying.ts'
import LongText from './LongText.vue'

const copied: string[] = []
const show = (text: string): ReturnType<typeof mount> =>
  mount(LongText, {
    props: { text, what: 'Message of Evil' },
    global: {
      provide: {
        [copyKey as symbol]: (whole: string) => {
          copied.push(whole)
          return Promise.resolve()
        },
      },
    },
  })

it('shows a short text whole, and offers nothing', () => {
  const shown = show('Back-off restarting failed container')
  expect(shown.text()).toBe('Back-off restarting failed container')
  expect(shown.findAll('button')).toHaveLength(0)
})

it('shows the beginning of a long one, all of it on request, and copies all of it', async () => {
  const long = '<b>fox</b> '.repeat(2000)
  const shown = show(long)
  expect(shown.text().length).toBeLessThan(700)
  expect(shown.find('b').exists()).toBe(false)
  const [more, copy] = shown.findAll('button')
  expect(more?.text()).toBe(`All ${long.length.toLocaleString('en-US')} characters: Message of Evil`)
  await copy?.trigger('click')
  expect(copied).toEqual([long])
  await more?.trigger('click')
  expect(shown.find('[role="region"]').text()).toBe(long.trim())
  expect(shown.find('[role="region"]').attributes('tabindex')).toBe('0')
  await more?.trigger('click')
  expect(shown.text().length).toBeLessThan(700)
})

it('counts lines too, and halves no character', () => {
  expect(show('line\n'.repeat(40)).text()).toMatch(/^(?:line\n){7}line…/)
  expect(show(`${'x'.repeat(599)}😀 and more`).text()).toContain(`${'x'.repeat(599)}…`)
})
