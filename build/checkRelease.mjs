/**
 * What is to be released, held against what it has to be: `electron-builder.yml` by electron-builder's own schema, for every system and architecture, every
 * fuse, every file it names; and the workflow of `.github`, which no machine here runs: its commands, systems, pins and rights.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from './setUp.mjs'

// a part of electron-builder, found as it finds it
const ofBuilder = createRequire(join(root, 'node_modules/electron-builder/cli.js'))
const { validateConfiguration } = ofBuilder('app-builder-lib/out/util/config/config.js')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Every package that a person may ask for. */
const TARGETS = { mac: ['dmg'], win: ['msi', 'nsis'], linux: ['AppImage', 'deb', 'rpm'] }
const ARCHITECTURES = ['arm64', 'x64']
/** What Electron's security guide says of each. `wasmTrapHandlers` is no setting of electron-builder: Electron's own builds have it on. */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}
const SYSTEMS = ['macos-latest', 'ubuntu-latest', 'windows-latest']
const COMMANDS = ['npm test', 'npm run check', 'npm run package']

const failures = []
let checked = 0
/** @param {boolean} holds @param {string} message */
function expect(holds, message) {
  checked++
  if (!holds) failures.push(message)
}
/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

const builder = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
await validateConfiguration(builder, /** @type {any} */ ({ isEnabled: false, add: () => undefined })).then(
  () => checked++,
  (error) => failures.push(`electron-builder.yml: ${error.message}`),
)
for (const [system, wanted] of Object.entries(TARGETS)) {
  const targets = builder[system]?.target ?? []
  expect(
    same(targets.map(({ target }) => target).sort(), [...wanted].sort()),
    `electron-builder.yml: ${system} makes ${targets.map(({ target }) => target).join(', ')}; ${wanted.join(', ')} are to be made`,
  )
  for (const { target, arch } of targets)
    expect(
      same([...(arch ?? [])].sort(), ARCHITECTURES),
      `electron-builder.yml: ${target} is made for ${arch}, not ${ARCHITECTURES.join(' and ')}`,
    )
}
expect(
  same(builder.electronFuses, { ...builder.electronFuses, ...FUSES }),
  "electron-builder.yml: a fuse is not as Electron's security guide has it",
)
expect(
  same(Object.keys(builder.electronFuses ?? {}).sort(), Object.keys(FUSES).sort()),
  `electron-builder.yml: its fuses are ${Object.keys(builder.electronFuses ?? {}).join(', ')}`,
)
expect(builder.asar === true, 'electron-builder.yml: without an asar archive its integrity cannot be checked')
for (const { from } of builder.extraResources) expect(existsSync(join(root, from)), `electron-builder.yml: there is no ${from}`)
expect(existsSync(join(root, builder.afterPack)), `electron-builder.yml: there is no ${builder.afterPack}`)
// two packages of one name would overwrite each other
for (const part of ['${version}', '${os}', '${arch}', '${ext}'])
  expect(builder.artifactName.includes(part), `electron-builder.yml: artifactName lacks ${part}`)

const workflows = join(root, '.github/workflows')
const ran = new Set()
const systems = new Set()
for (const file of readdirSync(workflows)) {
  const workflow = parse(readFileSync(join(workflows, file), 'utf8'))
  const where = `.github/workflows/${file}`
  expect(same(workflow.permissions, { contents: 'read' }), `${where}: it needs to read what it tests, and nothing else`)
  for (const [name, job] of Object.entries(workflow.jobs ?? {})) {
    for (const os of job.strategy?.matrix?.os ?? [job['runs-on']]) systems.add(os)
    expect(Number.isInteger(job['timeout-minutes']), `${where}: ${name} has no timeout`)
    for (const [place, step] of job.steps.entries()) {
      const at = `${where}: ${name}, step ${place + 1}`
      expect((step.uses === undefined) !== (step.run === undefined), `${at} must have either uses or run`)
      if (step.uses !== undefined) expect(/^[\w-]+\/[\w./-]+@(v\d+|[0-9a-f]{40})$/.test(step.uses), `${at}: ${step.uses} names no version`)
      if (/^actions\/checkout@/.test(step.uses ?? ''))
        expect(step.with?.['persist-credentials'] === false, `${at} leaves the credentials of the checkout to what it tests`)
      for (const line of String(step.run ?? '').split('\n')) {
        const script = /^npm (?:run )?([\w:-]+)/.exec(line.trim())?.[1]
        if (script === undefined) continue
        expect(script in scripts, `${at}: package.json has no script ${script}`)
        ran.add(line.trim())
      }
    }
  }
}
expect(same([...systems].sort(), SYSTEMS), `.github/workflows: tested on ${[...systems].join(', ')}`)
for (const command of COMMANDS) expect(ran.has(command), `.github/workflows: ${command} is not run`)

for (const failure of failures) console.error(failure)
console.log(`release: ${checked} looks, ${failures.length} failures`)
process.exit(failures.length ? 1 : 0)
