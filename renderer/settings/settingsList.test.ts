import { expect, it } from 'vitest'
import { settingLines, settingsFound, settingsSections } from './settingsList.ts'

it('finds settings by title, part, sentence and other words, all of which must fit', () => {
  expect(settingsFound('').flatMap(({ lines }) => lines)).toEqual(Object.keys(settingLines))
  expect(settingsFound('').map(({ id }) => id)).toEqual(settingsSections.map(({ id }) => id))
  expect(settingsFound('retention days')).toEqual([{ id: 'kept', title: 'What is kept', lines: ['events'] }])
  expect(settingsFound('MONITORING prometheus').flatMap(({ lines }) => lines)).toEqual(['prometheus'])
  expect(settingsFound('telescope')).toEqual([])
})
