/**
 * Takes the place of Electron's own default app: loads the preludes, then the app that the command line names, or the
 * one packed beside it.
 */
const { existsSync, readFileSync, statSync } = require('fs')
const Module = require('module')
const { join, resolve } = require('path')
const { app } = require('electron')

require('./node.cjs')
require('./electron.cjs')

const packed = join(process.resourcesPath, 'product.asar')
const isPacked = existsSync(packed)
if (!isPacked) process.defaultApp = true

/** As Electron's default app reads it: `-r MODULE` is loaded first, other flags are Chromium's, the first word is the app. */
function readCommandLine() {
  const words = process.argv.slice(1)
  for (let at = 0; at < words.length; at++) {
    if (words[at] === '-r' || words[at] === '--require') Module._load(resolve(words[++at]), Module, true)
    else if (!words[at].startsWith('-')) return words[at]
  }
  return '.'
}

function start(target) {
  if (!statSync(target).isDirectory()) return Module._load(target, Module, true)
  const description = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  app.setAppPath(target)
  app.setName(description.productName ?? description.name ?? 'Electron')
  if (description.version) app.setVersion(description.version)
  app.setPath('userData', join(app.getPath('appData'), app.getName()))
  Module._load(join(target, description.main ?? 'index.js'), Module, true)
}

start(isPacked ? packed : resolve(readCommandLine()))
