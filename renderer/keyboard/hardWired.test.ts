import { expect, it } from 'vitest'

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Every place in the sources of the window where something stands, as `file: text`. */
function placesOf(sought: RegExp): readonly string[] {
  return Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(sought)].map(([found]) => `${file.replace('../', '')}: ${found}`),
  )
}

it('no letter is read past the keymap, so that every one can be chosen by a person', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(200)
  expect(placesOf(/event\.key(?:\.toLowerCase\(\))? ===? '[^']'/g)).toEqual([])
  expect(placesOf(/@keydown\.(?:[a-z]|delete|space|f\d)\b/g)).toEqual([])
})

it('Escape is read past the keymap only where it leaves a field, a menu or a dialog, as everywhere', () => {
  const fixed = [
    'components/FindField.vue',
    'drawer/YamlTab.vue',
    './useAppKeys.ts',
    'query/QueryField.vue',
    'views/TopologyFind.vue',
    'yaml/fieldTip.ts',
  ]
  const read = placesOf(/event\.key [!=]== 'Escape'/g).map((place) => place.split(':')[0])
  expect([...new Set(read)].filter((file) => !fixed.includes(file ?? ''))).toEqual([])
})

it('no key is written on screen that a person may have changed', () => {
  const literal = placesOf(/class="kbd[^"]*"[^>]*>[^<{]+</g).filter((place) => !/>(?:Esc|Enter|↵)<$/.test(place))
  expect(literal).toEqual([])
  expect(placesOf(/title="[^"]*\((?:[A-Za-z]|(?:Ctrl|Alt|Shift) \S+)\)[^"]*"/g)).toEqual([
    'drawer/YamlTab.vue: title="Previous (Shift Enter)"',
  ])
})
