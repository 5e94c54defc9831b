import { createPackage } from '@electron/asar'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const source = (name) => fileURLToPath(new URL(name, import.meta.url))

/** What Electron starts when it is given no app: the one line that loads the preludes. */
export const LOADER = "require(require('path').join(process.resourcesPath, 'standin', 'defaultApp.cjs'))\n"

/**
 * Writes the preludes as `standin/` and the loader as `default_app.asar` into the `resources` folder of an Electron.
 * @param {string} resources
 */
export async function buildPreludes(resources) {
  const out = join(resources, 'standin')
  await mkdir(out, { recursive: true })
  await Promise.all([
    bundle(source('node.js'), join(out, 'node.cjs'), 'cjs'),
    bundle(source('electron.js'), join(out, 'electron.cjs'), 'cjs'),
    bundle(source('page.js'), join(out, 'page.js'), 'iife'),
    bundle(fileURLToPath(import.meta.resolve('undici5')), join(out, 'undici5.cjs'), 'cjs'),
    copyFile(source('defaultApp.cjs'), join(out, 'defaultApp.cjs')),
    copyFile(source('utility.cjs'), join(out, 'utility.cjs')),
  ])
  const app = await mkdtemp(join(tmpdir(), 'default-app-'))
  await writeFile(join(app, 'package.json'), '{"name":"electron-default","main":"main.js"}')
  await writeFile(join(app, 'main.js'), LOADER)
  await createPackage(app, join(resources, 'default_app.asar'))
  await rm(app, { recursive: true })
}

function bundle(input, file, format) {
  return build({
    input,
    platform: format === 'iife' ? 'browser' : 'node',
    external: ['electron', /^node:/],
    output: { file, format, minify: true },
    logLevel: 'warn',
  })
}
