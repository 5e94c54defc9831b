import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { answer, fileOf, isAppUrl } from './protocol.ts'

let folder: string
beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'protocol-'))
  folder = join(parent, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/a.js'), 'x')
  writeFileSync(join(parent, 'secret'), 'secret')
  mkdirSync(join(parent, 'renderer-evil'))
  writeFileSync(join(parent, 'renderer-evil/x'), 'secret')
})

describe('the app:// handler', () => {
  it('serves the page with a strict policy', async () => {
    const page = await answer(folder, 'GET', 'app://ui/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = page.headers.get('content-security-policy')!
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(part)
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await (await answer(folder, 'GET', 'app://ui/assets/a.js?x=1#y')).text()).toBe('x')
  })

  it.each([
    'app://ui/../secret',
    'app://ui/%2e%2e/secret',
    'app://ui/..%2fsecret',
    'app://ui/assets/..%2f..%2f..%2fsecret',
    'app://ui/..%2frenderer-evil%2fx',
    'app://ui/%00',
    'app://ui/..%5csecret',
    'app://ui/%',
    'app://evil/',
    'app://ui@evil/',
    'app://ui.evil/',
    'app://ui:1/',
    'app://ui/assets',
    'app://ui/none.js',
    'file:///etc/passwd',
  ])('has nothing at %s', async (url) => {
    const nothing = await answer(folder, 'GET', url)
    expect(nothing.status).toBe(404)
    expect(await nothing.text()).toBe('')
  })

  it('answers nothing but GET and HEAD', async () => {
    expect((await answer(folder, 'POST', 'app://ui/')).status).toBe(405)
  })

  it('keeps every path inside the folder', () => {
    for (const path of ['/..', '/../', '//../secret', '/a/../../secret', '/..%2f', '/%2e%2e%2f%2e%2e%2fetc/passwd']) {
      const file = fileOf(folder, path)
      expect(file === null || file.startsWith(`${folder}/`)).toBe(true)
    }
  })
})

describe('isAppUrl', () => {
  it('takes only pages of the app', () => {
    expect(isAppUrl('app://ui/')).toBe(true)
    expect(isAppUrl('app://ui/index.html#/pods')).toBe(true)
    for (const url of [
      '',
      'app:ui',
      'app://',
      'app://UI.evil/',
      'app://ui:80/',
      'app://x@ui/',
      'https://ui/',
      'javascript:app://ui/',
      'about:blank',
      'data:text/html,app://ui/',
    ])
      expect(isAppUrl(url), url).toBe(false)
  })
})
