import workerThreads from 'node:worker_threads'

const { Worker } = workerThreads

/** Every worker thread loads this same prelude first. */
workerThreads.Worker = class extends Worker {
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: ['-r', __filename, ...(options.execArgv ?? [])] })
  }
}
