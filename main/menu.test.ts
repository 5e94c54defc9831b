import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { menuTemplate } from './menu.ts'
import type { MenuActions } from './menu.ts'

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

function actions(): MenuActions {
  return {
    command: vi.fn(),
    newWindow: vi.fn(),
    setTheme: vi.fn(),
    setDensity: vi.fn(),
    zoom: vi.fn(),
    showGallery: vi.fn(),
    openDocumentation: vi.fn(),
    copyDiagnostics: vi.fn(),
    showAbout: vi.fn(),
  }
}

describe('menuTemplate', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('on %s, every item does something', (platform) => {
    const pressed = actions()
    const all = items(menuTemplate({ platform, packaged: true, theme: 'dark', density: 'compact' }, pressed))
    for (const item of all) {
      if (item.type === 'separator' || item.role !== undefined || item.submenu !== undefined) continue
      const before = count(pressed)
      ;(item.click as () => void)()
      expect(count(pressed), String(item.label)).toBe(before + 1)
    }
    for (const used of Object.values(pressed)) expect(used).toHaveBeenCalled()
    expect(all.filter((item) => item.type === 'radio' && item.checked === true).map((item) => item.label)).toEqual(['Dark', 'Compact'])
  })

  it('offers the gallery only where it is built', () => {
    const labels = (showGallery: MenuActions['showGallery']): unknown[] =>
      items(menuTemplate({ platform: 'linux', packaged: false, theme: 'dark', density: 'compact' }, { ...actions(), showGallery })).map(
        (item) => item.label,
      )
    expect(labels(vi.fn())).toContain('Gallery')
    expect(labels(null)).not.toContain('Gallery')
  })

  it('has no two items on one key', () => {
    const keys = items(menuTemplate({ platform: 'linux', packaged: false, theme: 'system', density: 'comfortable' }, actions())).flatMap(
      (item) => item.accelerator ?? [],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('offers the developer tools from a checkout only', () => {
    const roles = (packaged: boolean) =>
      items(menuTemplate({ platform: 'linux', packaged, theme: 'system', density: 'comfortable' }, actions())).map((item) => item.role)
    expect(roles(false)).toContain('toggleDevTools')
    expect(roles(true)).not.toContain('toggleDevTools')
  })
})

function count(pressed: MenuActions): number {
  return Object.values(pressed).reduce((sum, used) => sum + vi.mocked(used as () => void).mock.calls.length, 0)
}
