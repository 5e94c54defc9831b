import { spawnSync } from 'node:child_process'
import { installSystemPackages } from './aptPackages.mjs'

/** Debian's package for each library that Electron links to. Two names: before and since the change to 64-bit times. */
const PACKAGES = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libatk-1.0.so.0': ['libatk1.0-0', 'libatk1.0-0t64'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  'libatspi.so.0': ['libatspi2.0-0', 'libatspi2.0-0t64'],
  'libcups.so.2': ['libcups2', 'libcups2t64'],
  'libgtk-3.so.0': ['libgtk-3-0', 'libgtk-3-0t64'],
  'libgdk-3.so.0': ['libgtk-3-0', 'libgtk-3-0t64'],
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libglib-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libgobject-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libgio-2.0.so.0': ['libglib2.0-0', 'libglib2.0-0t64'],
  'libasound.so.2': ['libasound2', 'libasound2t64'],
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libdrm2',
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libexpat.so.1': 'libexpat1',
  'libudev.so.1': 'libudev1',
}

/**
 * Sees to it that every library an Electron binary links to is there: installs what is missing where that is possible,
 * else throws an error that names the command.
 * @param {string} exe
 */
export async function ensureSharedLibraries(exe) {
  if (process.platform !== 'linux') return
  const missing = missingLibraries(exe)
  if (missing.length === 0) return
  const unknown = missing.filter((name) => !(name in PACKAGES))
  if (unknown.length > 0)
    throw new Error(`Electron needs libraries that are not on this system: ${missing.join(', ')}. Install the packages that provide them.`)
  const packages = [...new Map(missing.map((name) => [String(PACKAGES[name]), PACKAGES[name]])).values()]
  await installSystemPackages(`system libraries of Electron (${missing.join(', ')})`, packages)
  const still = missingLibraries(exe)
  if (still.length > 0) throw new Error(`Still missing after the installation: ${still.join(', ')} (needed by ${exe})`)
}

function missingLibraries(exe) {
  const { stdout, error } = spawnSync('ldd', [exe], { encoding: 'utf8' })
  if (error) return [] // no ldd (musl, NixOS): the binary itself will say what it lacks
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => name)
}
