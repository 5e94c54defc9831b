import { readWebhooks, webhookColumns, webhookSections } from './admission.ts'
import { defineKind } from './defineKind.ts'
import type { Kind } from './kind.ts'

/** MutatingWebhookConfigurations: `kubectl get mutatingwebhookconfigurations`, with whom they ask and what happens when nobody answers. */
export const mutatingWebhookConfiguration: Kind = defineKind({
  id: 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  resource: 'mutatingwebhookconfigurations',
  title: 'Mutating webhooks',
  shortName: 'mutatingwebhook',
  namespaced: false,
  category: 'cluster',
  columns: webhookColumns,
  read: readWebhooks,
  detail: webhookSections,
})
