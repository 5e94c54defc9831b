/** First module of a utility process: this Electron ignores `-r` there. The real module is the first argument. */
require('./node.cjs')

const [real] = process.argv.splice(2, 1)
process.argv[1] = real
require(real)
