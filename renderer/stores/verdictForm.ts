import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ClusterId, GraphQuestion, ObjectId } from '../../engine/contract/index.ts'

type Verdict = Extract<GraphQuestion, { ask: 'verdict' }>

/** The question whether one Pod may reach a port of another, while it is put together. What was asked last is there again. */
export const useVerdictForm = defineStore('verdictForm', () => {
  const cluster = ref<ClusterId | null>(null)
  const from = ref<ObjectId | null>(null)
  const to = ref<ObjectId | null>(null)
  const port = ref('')
  const protocol = ref<Verdict['protocol']>('TCP')

  /** Opens the form; a Pod that is named is the one that reaches. */
  function open(inCluster: ClusterId, pod: ObjectId | null): void {
    if (cluster.value !== inCluster) from.value = to.value = null
    cluster.value = inCluster
    shown.value = true
    if (pod === null || pod === from.value) return
    if (to.value === pod) to.value = from.value
    from.value = pod
  }

  /** Opens the form with a question that was asked. */
  function again(inCluster: ClusterId, asked: Verdict): void {
    cluster.value = inCluster
    from.value = asked.from
    to.value = asked.to
    port.value = asked.port
    protocol.value = asked.protocol
    shown.value = true
  }

  const shown = ref(false)
  function close(): void {
    shown.value = false
  }

  /** Both ends change places. */
  function swap(): void {
    const was = from.value
    from.value = to.value
    to.value = was
  }

  return { cluster, from, to, port, protocol, shown, open, again, close, swap }
})
