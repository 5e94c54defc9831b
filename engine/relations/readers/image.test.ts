import { expect, test } from 'vitest'
import { fullImageName } from './image.ts'

const digest = `sha256:${'a'.repeat(64)}`

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
  ['docker.io/nginx', 'docker.io/library/nginx:latest'],
  ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1'],
  ['localhost/web', 'localhost/web:latest'],
  ['localhost:5000/web', 'localhost:5000/web:latest'],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
  [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`ghcr.io/acme/web:1@${digest}`, `ghcr.io/acme/web:1@${digest}`],
  [`docker-pullable://nginx@${digest}`, `docker.io/library/nginx@${digest}`],
  [`docker://${digest}`, digest],
  [digest, digest],
])('%s is %s', (written, name) => {
  expect(fullImageName(written)).toBe(name)
})

test.each(['', '  ', 'two words', ':1.27', `@${digest}`])('%j is no image', (written) => {
  expect(fullImageName(written)).toBeNull()
})
