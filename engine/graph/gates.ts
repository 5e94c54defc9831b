import { kindName, objectId, type EdgeState, type Evidence, type ObjectId } from '../contract/index.ts'
import { isListenerSet, meetsHost, mostListeners, takesKind } from '../relations/listeners.ts'
import type {
  AdmissionReference,
  Attachment,
  GrantReference,
  Listener,
  ListenerGate,
  NameReference,
  NamespaceRule,
} from '../relations/reference.ts'
import { selectorText, selects } from '../relations/selector.ts'
import { bucketAdd, bucketDelete, bucketItems, type Bucket } from './bucket.ts'
import type { NamespaceLabels } from './namespaceLabels.ts'

/** Why a reference does not count though what it names is there. */
export interface Refusal {
  /** `unknown` where it cannot be decided. */
  state: Extract<EdgeState, 'blocked' | 'unknown'>
  reason: string
  /** What the one that is named says, field by field; the object that says it is their holder. */
  evidence: readonly Evidence[]
}

/**
 * Who may point at what. A reference into another namespace may need a grant there (rule 61); a route attaches to listeners only where one
 * of them takes it: by namespace, kind, host name, section and port (rules 57 and 63). Decided when asked, from the fields alone, whether or
 * not a controller has spoken.
 */
export class Gates {
  readonly #namespaces: NamespaceLabels
  readonly #grants = new Map<string, Bucket<GrantReference>>()
  /** References that need a grant, by the namespace they lead into. */
  readonly #gated = new Map<string, Bucket<NameReference>>()
  readonly #admissions = new Map<ObjectId, Bucket<AdmissionReference>>()
  /** References that ask listeners, by the namespace they come from. */
  readonly #attaching = new Map<string, Bucket<NameReference>>()

  constructor(namespaces: NamespaceLabels) {
    this.#namespaces = namespaces
  }

  add(reference: NameReference | GrantReference | AdmissionReference): void {
    if (reference.by === 'grant') bucketAdd(this.#grants, reference.namespace, reference)
    else if (reference.by === 'admission') bucketAdd(this.#admissions, idOf(reference), reference)
    else if (reference.gate?.by === 'grant') bucketAdd(this.#gated, reference.namespace, reference)
    else if (reference.gate) bucketAdd(this.#attaching, reference.gate.namespace, reference)
  }

  remove(reference: NameReference | GrantReference | AdmissionReference): void {
    if (reference.by === 'grant') bucketDelete(this.#grants, reference.namespace, reference)
    else if (reference.by === 'admission') bucketDelete(this.#admissions, idOf(reference), reference)
    else if (reference.gate?.by === 'grant') bucketDelete(this.#gated, reference.namespace, reference)
    else if (reference.gate) bucketDelete(this.#attaching, reference.gate.namespace, reference)
  }

  /** References that lead into a namespace and need a grant there. */
  gatedInto(namespace: string): Iterable<NameReference> {
    return bucketItems(this.#gated.get(namespace))
  }

  /** References from a namespace to listeners that judge by the labels of namespaces. */
  *judgedByLabels(namespace: string): Iterable<NameReference> {
    for (const reference of bucketItems(this.#attaching.get(namespace)))
      for (const admission of this.#admissionsOf(reference))
        if (admission.sets.from === 'Selector' || admission.listeners.some((each) => each.namespaces.from === 'Selector')) yield reference
  }

  /** Whether a reference needs nobody's leave, or has it. */
  isOpen(reference: NameReference): boolean {
    return reference.gate === undefined || this.refusal(reference) === null
  }

  /** Why a reference is not let through; null when it is. */
  refusal(reference: NameReference): Refusal | null {
    const { gate, kind, namespace, name } = reference
    if (gate === undefined) return null
    if (gate.by === 'listener') {
      for (const admission of this.#admissionsOf(reference)) return this.#attached(admission, gate)
      return null
    }
    for (const { from, to } of bucketItems(this.#grants.get(namespace))) {
      if (!from.some((each) => each.kind === gate.kind && each.namespace === gate.namespace)) continue
      if (to.some((each) => each.kind === kind && (each.name === '' || each.name === name))) return null
    }
    return { state: 'blocked', reason: `nothing in ${namespace} grants it`, evidence: [] }
  }

  #admissionsOf({ kind, namespace, name }: NameReference): Iterable<AdmissionReference> {
    return bucketItems(this.#admissions.get(objectId(kind, namespace, name)))
  }

  /** Each of several fields that name the same parent must be taken. */
  #attached(admission: AdmissionReference, gate: ListenerGate): Refusal | null {
    const holder = idOf(admission)
    if (isListenerSet(gate.kind)) {
      const refused = this.#fromNamespace(
        admission.sets,
        admission.namespace,
        gate.namespace,
        'spec.allowedListeners.namespaces',
        'listener sets',
      )
      return refused && refusalOf('it', [refused], holder)
    }
    if (admission.listeners.length > mostListeners)
      return { state: 'unknown', reason: `it has more than ${mostListeners} listeners, which are not judged`, evidence: [] }
    for (const ask of gate.asks) {
      const refused = this.#asked(admission, gate, ask, holder)
      if (refused) return refused
    }
    return null
  }

  #asked(admission: AdmissionReference, gate: ListenerGate, ask: Attachment, holder: ObjectId): Refusal | null {
    const fitting = admission.listeners
      .map((listener, i) => ({ listener, path: `spec.listeners[${i}]` }))
      .filter(({ listener }) => (ask.section === '' || listener.name === ask.section) && (ask.port === null || listener.port === ask.port))
    if (fitting.length === 0) {
      // a section that is missing is told as a missing part
      if (ask.section !== '' && !admission.listeners.some((each) => each.name === ask.section)) return null
      const which = ask.section === '' ? 'no listener' : `listener ${ask.section}`
      const reason = ask.port === null ? 'it has no listeners' : `${which} is ${ask.section === '' ? '' : 'not '}on port ${ask.port}`
      const ports = admission.listeners.map(({ port }) => String(port ?? '(none)')).join(', ')
      return { state: 'blocked', reason, evidence: [{ path: 'spec.listeners[].port', value: ports, holder }] }
    }
    const no: Judgement[] = []
    for (const { listener, path } of fitting) {
      const refused = this.#judged(listener, path, admission.namespace, gate)
      if (refused === null) return null
      no.push({ ...refused, text: `listener ${listener.name} ${refused.text}` })
    }
    return refusalOf('', no, holder)
  }

  #judged(listener: Listener, path: string, own: string, gate: ListenerGate): Judgement | null {
    if (!takesKind(listener, gate.kind)) {
      const { kinds, protocol } = listener
      const byKind = kinds.length > 0 && !kinds.includes(gate.kind)
      return byKind
        ? { text: `takes ${kinds.map(kindName).join(', ')} only`, path: `${path}.allowedRoutes.kinds`, value: kinds.join(', ') }
        : { text: `speaks ${protocol}, which carries no ${kindName(gate.kind)}`, path: `${path}.protocol`, value: protocol }
    }
    const refused = this.#fromNamespace(listener.namespaces, own, gate.namespace, `${path}.allowedRoutes.namespaces`, 'routes')
    // one that is certain goes before one that is not
    if (refused && refused.unsure !== true) return refused
    if (!meetsHost(listener.hostname, gate.hostnames))
      return {
        text: `is for ${listener.hostname}, which no host name of the route meets`,
        path: `${path}.hostname`,
        value: listener.hostname,
      }
    return refused
  }

  #fromNamespace(rule: NamespaceRule, own: string, namespace: string, path: string, what: string): Judgement | null {
    const said = { path: `${path}.from`, value: rule.written ? rule.from : `(${rule.from})` }
    switch (rule.from) {
      case 'All':
        return null
      case 'Same':
        return own === namespace ? null : { text: `takes ${what} of namespace ${own} only`, ...said }
      case 'None':
        return { text: `takes no ${what}`, ...said }
      case 'Selector': {
        const { selector } = rule
        if (selector === undefined) return { text: `takes no ${what}`, ...said }
        const text = selectorText(selector)
        const shown = { path: `${path}.selector`, value: text }
        const keys = [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)]
        if (!this.#namespaces.isKnown(namespace) && keys.some((key) => key !== 'kubernetes.io/metadata.name'))
          return { text: `takes ${what} of namespaces with ${text}; the labels of ${namespace} are not known`, ...shown, unsure: true }
        if (selects(selector, this.#namespaces.of(namespace))) return null
        return { text: `takes ${what} of namespaces with ${text} only`, ...shown }
      }
    }
  }
}

/** What one listener has against a reference, and the field that says so. */
interface Judgement {
  text: string
  path: string
  value: string
  unsure?: true
}

/** So many listeners are told of; the evidence has all. */
const mostTold = 3

function refusalOf(who: string, no: readonly Judgement[], holder: ObjectId): Refusal {
  const told = no.slice(0, mostTold).map(({ text }) => (who === '' ? text : `${who} ${text}`))
  if (no.length > mostTold) told.push(`and ${no.length - mostTold} more do not take it`)
  return {
    state: no.some(({ unsure }) => unsure) ? 'unknown' : 'blocked',
    reason: told.join('; '),
    evidence: no.map(({ path, value }) => ({ path, value, holder })),
  }
}

function idOf({ kind, namespace, name }: AdmissionReference): ObjectId {
  return objectId(kind, namespace, name)
}
