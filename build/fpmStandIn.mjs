#!/usr/bin/env node
/** In the place of fpm, which electron-builder would download: understands what it asks for a .deb and calls dpkg-deb. */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const FLAGS = ['--force', '--debug']

const { options, files } = readCommandLine(process.argv.slice(2))
const one = (name) => options.get(name)?.at(-1) ?? ''
if (one('t') !== 'deb') {
  console.error(`Packages of type ${one('t')} need fpm, which is not here.`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'deb-'))
for (const file of files) place(file)
writeControl()
const { status } = spawnSync(
  'dpkg-deb',
  ['--root-owner-group', `-Z${one('deb-compression').replace(/^gz$/, 'gzip') || 'xz'}`, '-b', folder, one('package')],
  {
    stdio: 'inherit',
  },
)
rmSync(folder, { recursive: true })
process.exit(status ?? 1)

function readCommandLine(words) {
  const options = new Map()
  const files = []
  while (words.length > 0) {
    const word = words.shift()
    if (FLAGS.includes(word)) continue
    if (!word.startsWith('-')) files.push(word)
    else {
      const name = word.replace(/^-+/, '')
      options.set(name, [...(options.get(name) ?? []), words.shift()])
    }
  }
  return { options, files }
}

/** `SOURCE=TARGET`; a folder's content when the source ends with a slash. */
function place(mapping) {
  const at = mapping.lastIndexOf('=')
  const source = mapping.slice(0, at)
  const target = join(folder, mapping.slice(at + 1))
  mkdirSync(dirname(target), { recursive: true })
  if (source.endsWith('/')) cpSync(source, target, { recursive: true, verbatimSymlinks: true })
  else copyFileSync(source, target)
}

function writeControl() {
  const control = join(folder, 'DEBIAN')
  mkdirSync(control)
  const [size = ''] = spawnSync('du', ['-sk', folder], { encoding: 'utf8' }).stdout.split('\t')
  const fields = {
    Package: one('name'),
    Version: one('version'),
    Architecture: one('architecture'),
    Maintainer: one('maintainer'),
    'Installed-Size': size,
    Depends: (options.get('d') ?? []).join(', '),
    Recommends: (options.get('deb-recommends') ?? []).join(', '),
    Section: one('category'),
    Priority: one('deb-priority'),
    Homepage: one('url'),
    Description: one('description')
      .trim()
      .replace(/\n(?! )/g, '\n '),
  }
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`)
  writeFileSync(join(control, 'control'), lines.join(''))
  for (const [option, script] of Object.entries({ 'after-install': 'postinst', 'after-remove': 'postrm' })) {
    if (!one(option)) continue
    copyFileSync(one(option), join(control, script))
    chmodSync(join(control, script), 0o755)
  }
}
