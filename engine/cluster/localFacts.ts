import { LocalFileError, readLocalFile } from './localFile.ts'

/** Certificates, keys and tokens are small. */
const limit = 1024 * 1024

interface Fact {
  problem: string | null
  text: Buffer | null
}

/** What is known of the files that kubeconfigs refer to. Each path is read once, however many contexts name it. */
export class LocalFacts {
  readonly #facts = new Map<string, Fact>()

  /** Reads paths that are not known yet, a few at a time. */
  async learn(paths: Iterable<string>): Promise<void> {
    const unknown = [...new Set(paths)].filter((path) => !this.#facts.has(path))
    let next = 0
    const work = async () => {
      for (let path = unknown[next++]; path !== undefined; path = unknown[next++]) this.#facts.set(path, await read(path))
    }
    await Promise.all(Array.from({ length: 16 }, work))
  }

  /** Why a file cannot be used, read after its path; null when it can. */
  problem(path: string): string | null {
    return this.#facts.get(path)?.problem ?? null
  }

  /** Content of a file that begins as a certificate; null for others, so that no key or token is kept here. */
  text(path: string): Buffer | null {
    return this.#facts.get(path)?.text ?? null
  }
}

async function read(path: string): Promise<Fact> {
  try {
    const content = await readLocalFile(path, limit)
    return { problem: null, text: content.includes('-----BEGIN CERTIFICATE-----') && !content.includes('PRIVATE KEY') ? content : null }
  } catch (error) {
    if (error instanceof LocalFileError) return { problem: error.reason, text: null }
    throw error
  }
}
