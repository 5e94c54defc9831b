import { afterEach, beforeEach, expect, it } from 'vitest'
import { moveRegion } from './regions.ts'

beforeEach(() => {
  document.body.innerHTML = `
    <nav data-region="rail"><button id="home"></button></nav>
    <div data-region="viewbar"><div data-region="query"><input id="filter"></div><button id="namespaces"></button></div>
    <div data-region="table" tabindex="0" id="table"><button tabindex="-1"></button></div>
    <aside data-region="drawer"><button tabindex="-1"></button></aside>
    <footer data-region="ledger"><button id="ledger"></button></footer>`
})
afterEach(() => {
  document.body.innerHTML = ''
})

const way = (from: string, by: 1 | -1, steps: number): string[] => {
  document.getElementById(from)?.focus()
  return Array.from({ length: steps }, () => {
    moveRegion(document, document.activeElement, by)
    return document.activeElement?.id ?? ''
  })
}

it('goes through the regions in their order, each in its turn, and around', () => {
  expect(way('home', 1, 5)).toEqual(['filter', 'namespaces', 'table', 'ledger', 'home'])
})

it('goes back the same way', () => {
  expect(way('home', -1, 5)).toEqual(['ledger', 'table', 'namespaces', 'filter', 'home'])
})

it('begins at the first region when nothing has the focus', () => {
  moveRegion(document, null, 1)
  expect(document.activeElement?.id).toBe('home')
})

it('comes back to what had the focus in a region, and goes to a grip only where there is nothing else', () => {
  const ledger = document.querySelector('[data-region="ledger"]')!
  ledger.innerHTML = '<div role="separator" tabindex="0" id="grip"></div><button id="first"></button><button id="second"></button>'
  expect(way('table', 1, 1)).toEqual(['first'])
  expect(way('second', 1, 2)).toEqual(['home', 'filter'])
  expect(way('home', -1, 1)).toEqual(['second'])
  document.getElementById('second')?.remove()
  expect(way('home', -1, 1)).toEqual(['first'])
  document.getElementById('first')?.remove()
  expect(way('home', -1, 1)).toEqual(['grip'])
})
