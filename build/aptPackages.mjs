import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { exclusively } from './exclusively.mjs'

const MINUTES_10 = 600_000

/**
 * Installs system packages where that can be done without asking (apt-get, root). Elsewhere it throws an error that names
 * the command.
 * @param {string} what what is missing, for the message: "a virtual display (Xvfb)"
 * @param {Array<string | string[]>} packages each a name, or names of which the first known one is taken
 */
export async function installSystemPackages(what, packages) {
  const preferred = packages.map((entry) => (Array.isArray(entry) ? entry[0] : entry))
  if (!existsSync('/usr/bin/apt-get'))
    throw new Error(`Missing: ${what}. Install the packages that provide it (on Debian and Ubuntu: ${preferred.join(' ')}).`)
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Missing: ${what}. Install it with:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${known(packages).join(' ')}`,
    )
  }
  await exclusively('apt-get', () => {
    console.error(`Missing: ${what}. Installing with apt-get …`)
    apt(['update', '-qq'])
    const names = known(packages)
    apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
  })
}

/** Names as this release of the distribution has them (Ubuntu 24.04 renamed libasound2 to libasound2t64). */
function known(packages) {
  return packages.map((entry) => {
    const names = Array.isArray(entry) ? entry : [entry]
    return names.find(hasCandidate) ?? names[0]
  })
}

function hasCandidate(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' })
  return /Candidate: (?!\(none\))\S/.test(stdout ?? '')
}

function apt(args) {
  const { status, stderr, error } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: MINUTES_10,
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${(error?.message ?? stderr).trim()}`)
}
