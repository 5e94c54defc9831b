/** An abort of one's own that also follows another; `unlink` takes the listener off when the work is done. */
export interface LinkedAbort {
  signal: AbortSignal
  abort(): void
  unlink(): void
}

/** AbortSignal.any keeps its source alive and is missing in older runtimes; here the listener is taken off by hand. */
export function linkedAbort(source: AbortSignal): LinkedAbort {
  const controller = new AbortController()
  const follow = (): void => {
    controller.abort()
  }
  if (source.aborted) controller.abort()
  else source.addEventListener('abort', follow, { once: true })
  return {
    signal: controller.signal,
    abort: follow,
    unlink: () => {
      source.removeEventListener('abort', follow)
    },
  }
}

/** Asked anew each time: after an `await` the answer may be another, which the compiler's narrowing of the property does not know. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}
