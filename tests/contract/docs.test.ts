import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Documents drift when nobody is told: every file and folder that they name in backticks, or link to, must be there.

const root = fileURLToPath(new URL('../..', import.meta.url))
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...list('docs'), ...list('docs/adr')].filter((file) =>
  file.endsWith('.md'),
)

function list(folder: string): string[] {
  return readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`)
}

/** Paths that begin with a folder of the project; what tests and builds make is not part of a checkout. */
function named(text: string): string[] {
  const inBackticks = [...text.matchAll(/`((?:main|preload|renderer|engine|build|tests|docs|\.github|\.ci)\/[\w./-]*)`/g)].map(
    (match) => match[1] ?? '',
  )
  return inBackticks.filter((file) => !file.includes('*'))
}

function linked(text: string, document: string): string[] {
  return [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => path.posix.join(path.posix.dirname(document), match[1] ?? ''))
}

describe('documents', () => {
  it.each(documents)('%s names only files that exist', (document) => {
    const text = readFileSync(path.join(root, document), 'utf8')
    const missing = [...named(text), ...linked(text, document)].filter((file) => !existsSync(path.join(root, file)))
    expect(missing).toEqual([])
  })

  it('the folders of the engine are all in the architecture', () => {
    const text = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8')
    const folders = readdirSync(path.join(root, 'engine'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map((entry) => `engine/${entry.name}/`).filter((folder) => !text.includes(`\`${folder}\``))).toEqual([])
  })
})
