import electron from 'electron'
import { join } from 'node:path'

const { utilityProcess } = electron
const { fork } = utilityProcess

utilityProcess.fork = (module, args = [], options = {}) =>
  fork.call(utilityProcess, join(__dirname, 'utility.cjs'), [module, ...args], options)
