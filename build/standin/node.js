/**
 * Brings Node 16.17 up to what code written for Node 24 expects, in the main process, in worker threads and in utility
 * processes. Only what the app and its libraries were seen to need.
 */
import 'core-js/actual'
import './node/globals.js'
import './node/fetch.js'
import './node/modules.js'
import './node/webStreams.js'
import './node/workers.js'
