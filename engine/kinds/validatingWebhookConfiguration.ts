import { readWebhooks, webhookColumns, webhookSections } from './admission.ts'
import { defineKind } from './defineKind.ts'
import type { Kind } from './kind.ts'

/** ValidatingWebhookConfigurations: `kubectl get validatingwebhookconfigurations`, with whom they ask and what happens when nobody answers. */
export const validatingWebhookConfiguration: Kind = defineKind({
  id: 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  resource: 'validatingwebhookconfigurations',
  title: 'Validating webhooks',
  shortName: 'validatingwebhook',
  namespaced: false,
  category: 'cluster',
  columns: webhookColumns,
  read: readWebhooks,
  detail: webhookSections,
})
