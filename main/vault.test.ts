import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Vault } from './vault.ts'
import type { SecretStore } from './vault.ts'

/** A secret store that behaves as Electron's does with a given backend. */
function store(backend: string, available: boolean, pad = 0x5a): SecretStore {
  const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ pad))
  return {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.concat([Buffer.from([pad]), turn(Buffer.from(text))]),
    decryptString: (bytes) => {
      if (bytes[0] !== pad) throw new Error('cannot decrypt')
      return turn(bytes.subarray(1)).toString()
    },
  }
}

function vault(
  secretStore: SecretStore,
  allowWeak: boolean | null = null,
  file = join(mkdtempSync(join(tmpdir(), 'vault-')), 'vault.json'),
  platform: NodeJS.Platform = 'linux',
) {
  const problems: string[] = []
  let allowed = allowWeak
  const made = new Vault({ store: secretStore, platform, file, allowWeak: () => allowed, onProblem: (problem) => problems.push(problem) })
  return {
    vault: made,
    file,
    problems,
    answer: (allow: boolean) => {
      allowed = allow
      made.refresh()
    },
  }
}

describe('Vault', () => {
  it('keeps one key, wrapped by the system, over restarts', () => {
    const first = vault(store('gnome_libsecret', true))
    expect(first.vault.policy).toEqual({ mode: 'encrypted', backend: 'gnome_libsecret' })
    expect(first.vault.key).toHaveLength(32)
    const second = vault(store('gnome_libsecret', true), null, first.file)
    expect(second.vault.key).toEqual(first.vault.key)
    const onDisk = readFileSync(first.file, 'utf8')
    expect(onDisk).not.toContain(Buffer.from(first.vault.key!).toString('base64'))
  })

  it.each([
    ['basic_text', true],
    ['basic_text', false],
    ['unknown', true],
    ['gnome_libsecret', false],
  ])('with %s (available: %s) asks, and writes nothing', (backend, available) => {
    const asked = vault(store(backend, available))
    expect(asked.vault.policy.mode).toBe('ask')
    expect(asked.vault.key).toBeNull()
    expect(existsSync(asked.file)).toBe(false)
  })

  it('follows the answer', () => {
    const asked = vault(store('basic_text', true))
    asked.answer(false)
    expect(asked.vault.policy.mode).toBe('off')
    expect(existsSync(asked.file)).toBe(false)
    asked.answer(true)
    expect(asked.vault.policy).toEqual({ mode: 'weak-allowed', backend: 'basic_text' })
    expect(vault(store('basic_text', true), true, asked.file).vault.key).toEqual(asked.vault.key)
  })

  it('makes a new key when a real store comes: one that lay in the open is not used again', () => {
    const weak = vault(store('basic_text', true), true)
    const strong = vault(store('kwallet5', true), true, weak.file)
    expect(strong.vault.policy.mode).toBe('encrypted')
    expect(strong.vault.key).not.toEqual(weak.vault.key)
    expect(JSON.parse(readFileSync(weak.file, 'utf8'))).toMatchObject({ wrapping: 'system' })
  })

  it('says so when the store no longer opens the key, keeps the old file, and goes on with a new key', () => {
    const first = vault(store('gnome_libsecret', true, 0x11))
    const other = vault(store('gnome_libsecret', true, 0x22), null, first.file)
    expect(other.vault.policy.mode).toBe('encrypted')
    expect(other.vault.key).not.toEqual(first.vault.key)
    expect(other.problems).toHaveLength(1)
    expect(existsSync(`${first.file}.unreadable`)).toBe(true)
  })

  it('stores nothing when the key cannot be written', () => {
    const notAFolder = join(mkdtempSync(join(tmpdir(), 'vault-')), 'file')
    writeFileSync(notAFolder, '')
    const broken = vault(store('gnome_libsecret', true), null, join(notAFolder, 'vault.json'))
    expect(broken.vault.policy.mode).toBe('off')
    expect(broken.vault.key).toBeNull()
    expect(broken.problems.at(-1)).toContain('none are stored')
  })

  it('names the stores of the other systems', () => {
    expect(vault(store('', true), null, undefined, 'darwin').vault.policy).toEqual({ mode: 'encrypted', backend: 'keychain' })
    expect(vault(store('', false), null, undefined, 'win32').vault.policy).toEqual({ mode: 'ask', backend: 'unavailable' })
  })
})
