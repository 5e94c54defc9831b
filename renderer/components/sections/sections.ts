import type { Component } from 'vue'
import type { DetailSection } from '../../../engine/contract/index.ts'
import CertificatesSection from './CertificatesSection.vue'
import ConditionsSection from './ConditionsSection.vue'
import ContainersSection from './ContainersSection.vue'
import EnvSection from './EnvSection.vue'
import FieldsSection from './FieldsSection.vue'
import KeysSection from './KeysSection.vue'
import LabelsSection from './LabelsSection.vue'
import TableSection from './TableSection.vue'
import TextSection from './TextSection.vue'

/** One component per type of section. A new type breaks the build here. Each takes `section` and emits `go` with the id of another object. */
export const sectionComponents: Readonly<Record<DetailSection['type'], Component>> = {
  certificates: CertificatesSection,
  fields: FieldsSection,
  conditions: ConditionsSection,
  labels: LabelsSection,
  containers: ContainersSection,
  env: EnvSection,
  table: TableSection,
  keys: KeysSection,
  text: TextSection,
}
