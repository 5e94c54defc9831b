import { createHash, randomUUID } from 'node:crypto'
import { accessSync, constants, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ownCache = process.env.XDG_CACHE_HOME || (process.platform === 'win32' && process.env.LOCALAPPDATA) || join(homedir(), '.cache')

/** Where things are kept between runs and between checkouts; within this checkout where its person's own folder cannot be written (a home that is read-only or missing). */
export const cacheFolder = join(
  isAbsolute(ownCache) && isWritable(join(ownCache, 'kubilitics-build'))
    ? ownCache
    : fileURLToPath(new URL('../node_modules/.cache', import.meta.url)),
  'kubilitics-build',
)

const DEADLINE_MS = 15 * 60_000

/**
 * Runs `work` while no other process on this machine runs work of that name. The lock is a file with the owner's process
 * id; that of a dead owner is taken over.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(name, work) {
  mkdirSync(cacheFolder, { recursive: true })
  const lock = join(cacheFolder, `${createHash('sha256').update(name).digest('hex').slice(0, 16)}.lock`)
  const end = Date.now() + DEADLINE_MS
  for (let waits = 0; !take(lock); waits++) {
    if (Date.now() > end)
      throw new Error(`Waited ${DEADLINE_MS / 60_000} minutes for another process to finish "${name}". If none runs, delete ${lock}`)
    if (waits === 10) console.error(`Waiting for another process to finish "${name}" …`)
    await sleep(200)
  }
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

/** A link appears whole or not at all, so that nobody reads a lock without its owner. */
function take(lock) {
  const mine = `${lock}.${randomUUID()}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    dropDead(lock)
    return false
  } finally {
    rmSync(mine, { force: true })
  }
}

function dropDead(lock) {
  const owner = ownerOf(lock)
  if (owner === undefined || isAlive(owner)) return
  const aside = `${lock}.${randomUUID()}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  // Somebody may have taken over between the look and the rename: give it back
  const moved = ownerOf(aside)
  if (moved !== undefined && isAlive(moved)) linkSync(aside, lock)
  rmSync(aside, { force: true })
}

function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
