import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How to start an app with a secret store of its own. */
export interface SecretStore {
  /** A program that starts `KUBILITICS_TEST_APP` with a session bus and an unlocked keyring. */
  wrapper: string
  env: Readonly<Record<string, string>>
}

/** A real secret store for one test, with a password that only this test knows; null where the programs for it are not installed. */
export async function secretStore(): Promise<SecretStore | null> {
  if (process.platform !== 'linux') return null
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon'])
    if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined) return null
  const folder = mkdtempSync(join(tmpdir(), 'kubilitics-keyring-'))
  chmodSync(folder, 0o700)
  const wrapper = join(folder, 'with-keyring')
  // the daemon ends with its bus, and the bus with the app
  writeFileSync(
    wrapper,
    '#!/bin/sh\nexec dbus-run-session -- sh -c \'printf "only for this test\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$KUBILITICS_TEST_APP" "$@"\' with-keyring "$@"\n',
  )
  chmodSync(wrapper, 0o700)
  return { wrapper, env: { XDG_CURRENT_DESKTOP: 'GNOME', XDG_RUNTIME_DIR: folder } }
}
