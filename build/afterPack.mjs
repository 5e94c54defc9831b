import { createPackage } from '@electron/asar'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LOADER } from './standin/buildPreludes.mjs'

/**
 * Called by electron-builder when the app's files are in place. Only a package on the stand-in needs something: the app
 * becomes `product.asar`, and an `app.asar` in its place loads the preludes first.
 * @param {{ appOutDir: string, packager: { config: { electronFuses: object }, info: { metadata: { main: string } } } }} context
 */
export default async function afterPack({ appOutDir, packager }) {
  const resources = join(appOutDir, 'resources')
  if (!existsSync(join(resources, 'standin'))) return
  // This older Electron does not have that fuse yet; electron-builder sets them after this
  delete packager.config.electronFuses.grantFileProtocolExtraPrivileges
  rmSync(join(resources, 'default_app.asar'), { force: true })
  renameSync(join(resources, 'app.asar'), join(resources, 'product.asar'))
  const stub = mkdtempSync(join(tmpdir(), 'app-stub-'))
  const main = packager.info.metadata.main // electron-builder checks that app.asar has the file of this name
  mkdirSync(dirname(join(stub, main)), { recursive: true })
  writeFileSync(join(stub, 'package.json'), JSON.stringify({ name: 'standin', main }))
  writeFileSync(join(stub, main), LOADER)
  await createPackage(stub, join(resources, 'app.asar'))
  rmSync(stub, { recursive: true })
}
