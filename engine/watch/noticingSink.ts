import type { KindSink } from './kindSink.ts'

/** Passes everything on to a sink, and tells when its objects have changed; during a replacement once, at its end. */
export function noticingSink(sink: KindSink, onChange: () => void): KindSink {
  let replacing = false
  const noticed = (reason: string | null): string | null => {
    if (reason === null && !replacing) onChange()
    return reason
  }
  return {
    begin: (scope) => {
      replacing = true
      sink.begin(scope)
    },
    commit: () => {
      replacing = false
      sink.commit()
      onChange()
    },
    abandon: () => {
      replacing = false
      sink.abandon()
    },
    upsert: (json) => noticed(sink.upsert(json)),
    remove: (json) => noticed(sink.remove(json)),
    lastResourceVersion: () => sink.lastResourceVersion(),
    get count() {
      return sink.count
    },
  }
}
