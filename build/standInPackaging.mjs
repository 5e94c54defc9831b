/**
 * Packaging on the stand-in: the same configuration as far as it goes, to see that packages come out and run. The tools
 * that electron-builder downloads are replaced by those of the system. Such packages are not to be given to anybody.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installSystemPackages } from './aptPackages.mjs'
import { root } from './setUp.mjs'
import { appImageParts } from './standIn.mjs'

/**
 * @param {{ dist: string, version: string }} runtime
 * @param {string[]} args as given by the person
 * @returns {Promise<{ args: string[], env: NodeJS.ProcessEnv }>}
 */
export async function standInPackaging({ dist, version }, args) {
  const onlyFolder = args.includes('--dir')
  const targets = args.length > 0 ? args : ['--linux', 'dir', 'AppImage', 'deb', '--x64']
  // xz takes minutes on a small machine, for a package nobody gets
  const config = [`-c.electronDist=${dist}`, `-c.electronVersion=${version}`, '-c.deb.compression=gz']
  if (onlyFolder) return { args: [...targets, ...config], env: {} }
  return {
    args: [...targets, ...config],
    env: { APPIMAGE_TOOLS_PATH: await appImageTools(), CUSTOM_FPM_PATH: join(root, 'build/fpmStandIn.mjs') },
  }
}

/** The layout electron-builder expects of its AppImage tools, from the system's mksquashfs and the stand-in's own AppImage. */
async function appImageTools() {
  if (spawnSync('mksquashfs', ['-version']).error) await installSystemPackages('mksquashfs for AppImage', ['squashfs-tools'])
  const tools = mkdtempSync(join(tmpdir(), 'appimage-tools-'))
  process.once('exit', () => rmSync(tools, { recursive: true, force: true }))
  mkdirSync(join(tools, 'linux-x64'))
  mkdirSync(join(tools, 'lib'))
  copyFileSync(spawnSync('which', ['mksquashfs'], { encoding: 'utf8' }).stdout.trim(), join(tools, 'linux-x64/mksquashfs'))
  const { runtime, libraries } = appImageParts()
  copyFileSync(runtime, join(tools, 'runtime-x64'))
  cpSync(libraries, join(tools, 'lib/x64'), { recursive: true })
  const validate = join(tools, 'linux-x64/desktop-file-validate')
  writeFileSync(validate, '#!/bin/sh\nexit 0\n')
  chmodSync(validate, 0o755)
  return tools
}
