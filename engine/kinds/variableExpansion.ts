/**
 * `$(NAME)` in a value as the kubelet resolves it (k8s.io/kubernetes third_party/forked/golang/expansion): what is not known stays as it is written,
 * and `$$` is a dollar sign.
 */
export function expandVariables(written: string, known: (name: string) => string | undefined): string {
  let out = ''
  for (let at = 0; at < written.length; at++) {
    const next = written[at + 1]
    if (written[at] !== '$' || next === undefined) {
      out += written[at]
      continue
    }
    const end = next === '(' ? written.indexOf(')', at + 2) : -1
    if (next === '$') {
      out += '$'
      at++
    } else if (end > 0) {
      out += known(written.slice(at + 2, end)) ?? written.slice(at, end + 1)
      at = end
    } else {
      out += '$'
    }
  }
  return out
}
