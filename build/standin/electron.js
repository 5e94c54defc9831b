/** Electron's interfaces that are newer than 22, for the main process, over the older ones. */
import './electron/protocol.js'
import './electron/net.js'
import './electron/safeStorage.js'
import './electron/utilityProcess.js'
