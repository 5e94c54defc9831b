/** A text to begin with: one rule that works, and what else there is. docs/own-rules.md has every field. */
export const exampleRules: string = `rules:
  # An annotation lists the Services that a Deployment calls: "cart, payments/api".
  - name: calls
    from: apps/Deployment
    path: metadata.annotations["acme.io/calls"]
    split: ','
    to: core/Service
    match: { by: name, namespace: written }
    word: calls
    category: traffic
    optional: true
`
