import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { noHealth } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { databaseFrom, type Database } from './database.ts'
import { readSnapshot, SnapshotUnreadable } from './readSnapshot.ts'
import { largestSnapshot, readSnapshotFile } from './snapshotFile.ts'
import { snapshotBytes } from './writeSnapshot.ts'
import { podsKind as pods } from '../../tests/support/podsKind.ts'

const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A sound snapshot, changed by somebody. */
async function changed(change: (database: Database) => void): Promise<Uint8Array> {
  const sound = await snapshotBytes(
    wasm,
    {
      meta: { cluster: 'prod', server: 'https://10.0.0.1', version: null, clusterUid: null, sample: false },
      kinds: [pods],
      ledger: [{ kind: 'core/Pod', state: 'listed', count: 1, since: 1, health: noHealth() }],
      count: 1,
      *objects() {
        yield { kind: 'core/Pod', namespace: 'shop', name: 'a', json: Buffer.from('{"metadata":{"name":"a"}}') }
      },
    },
    42,
  )
  const database = await databaseFrom(wasm, sound)
  try {
    change(database)
    return database.export()
  } finally {
    database.close()
  }
}

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    const snapshot = await readSnapshot(wasm, 'x', bytes)
    try {
      for (const _ of snapshot.objects());
    } finally {
      snapshot.close()
    }
  } catch (error) {
    if (error instanceof SnapshotUnreadable) return error.error.message
    throw error
  }
  return 'it was read'
}

const endless =
  'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 1 AS moment, x AS kind, x AS namespace, x AS name, x AS hash FROM n'

describe('a snapshot that somebody has made to harm', () => {
  it.each([
    ['a view that never ends', `DROP TABLE objects; CREATE VIEW objects AS ${endless}`],
    ['a view beside the tables', 'CREATE VIEW more AS SELECT 1'],
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON objects BEGIN DELETE FROM objects; END'],
    ['an index', 'CREATE INDEX i ON objects (name)'],
    ['another table', 'CREATE TABLE more (x)'],
    ['a table less', 'DROP TABLE bodies'],
    [
      'a column that is computed',
      'DROP TABLE moments; CREATE TABLE moments (id INTEGER PRIMARY KEY, taken_at INTEGER NOT NULL, meta TEXT AS (zeroblob(1000000000)))',
    ],
  ])('is not asked anything when it has %s', async (_, sql) => {
    expect(await refusal(await changed((database) => void database.exec(sql)))).toBe('This snapshot has other tables than a snapshot has.')
  })

  it.each([
    ["UPDATE moments SET taken_at = 'yesterday'", 'the time at which it was taken is not one'],
    ['UPDATE moments SET taken_at = 9e18', 'the time at which it was taken is not one'],
    ['UPDATE moments SET taken_at = -1', 'the time at which it was taken is not one'],
    ['DELETE FROM moments', 'it holds no moment'],
    [`UPDATE moments SET meta = '[]'`, 'is not what it should be'],
    [`UPDATE moments SET meta = '{"cluster": {"a": 1}}'`, 'cluster is not what it should be'],
    [`UPDATE kinds SET info = '[]'`, 'is not what it should be'],
    [`UPDATE kinds SET info = json_set(info, '$.title', 5)`, 'title is not what it should be'],
    [`UPDATE kinds SET info = json_set(info, '$.category', 'x')`, 'category is not what it should be'],
    [`UPDATE kinds SET ledger = json_set(ledger, '$.count', -1)`, 'count is not what it should be'],
    [`UPDATE kinds SET ledger = replace(ledger, '"count":1', '"count":1e400')`, 'count is not what it should be'],
    [`UPDATE kinds SET ledger = json_set(ledger, '$.error', 'forbidden')`, 'error is not what it should be'],
    [
      `UPDATE kinds SET ledger = json_set(ledger, '$.error', json('{"code":"io","message":{"html":"<b>"}}'))`,
      'error.message is not what it should be',
    ],
    [`UPDATE kinds SET ledger = json_set(ledger, '$.namespaces', 5)`, 'namespaces is not what it should be'],
    [`UPDATE kinds SET ledger = json_set(ledger, '$.retryAt', 'soon')`, 'retryAt is not what it should be'],
    [`UPDATE bodies SET bytes = x'00ff'`, 'an object cannot be unpacked'],
    [`UPDATE bodies SET bytes = 'text'`, 'an object cannot be unpacked'],
  ])('%s: is refused in one sentence', async (sql, sentence) => {
    const message = await refusal(await changed((database) => void database.exec(sql)))
    expect(message).toContain(sentence)
    expect(message.length).toBeLessThan(200)
  })

  it('cannot unpack to more than an object may have', async () => {
    const bomb = deflateRawSync(Buffer.alloc(40 * 1024 * 1024, 32), { level: 9 })
    expect(bomb.length).toBeLessThan(50_000)
    expect(await refusal(await changed((database) => void database.run('UPDATE bodies SET bytes = ?', [bomb])))).toContain(
      'an object cannot be unpacked (ERR_BUFFER_TOO_LARGE)',
    )
  })

  it('brings nothing to a window that was not checked', async () => {
    const bytes = await changed(
      (database) => void database.exec(`UPDATE kinds SET ledger = json_set(ledger, '$.secret', json('{"x": 1}'))`),
    )
    const snapshot = await readSnapshot(wasm, 'x', bytes)
    expect(snapshot.info.ledger).toEqual([{ kind: 'core/Pod', state: 'listed', count: 1, since: 1, health: noHealth() }])
    snapshot.close()
  })
})

describe('a file that is no snapshot', () => {
  const errorOf = async (file: string): Promise<unknown> => {
    try {
      await readSnapshotFile(wasm, file)
    } catch (error) {
      return error instanceof SnapshotUnreadable ? error.error : error
    }
    return 'it was read'
  }

  it('is refused by what it is: nothing that never ends is read', async () => {
    const pipe = path.join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await errorOf(pipe)).toMatchObject({ code: 'bad-input', message: expect.stringContaining('no regular file'), where: pipe })
    expect(await errorOf('/dev/zero')).toMatchObject({ code: 'bad-input', message: expect.stringContaining('no regular file') })
    expect(await errorOf(folder)).toMatchObject({ code: 'bad-input', message: expect.stringContaining('a folder') })
    expect(await errorOf(path.join(folder, 'nothing'))).toMatchObject({ code: 'not-found' })
    expect(await errorOf(path.join(pipe, 'below'))).toMatchObject({ code: 'not-found' })
  })

  it('is refused by its first bytes, or its size, however large it claims to be', async () => {
    const [sparse, large] = [path.join(folder, 'sparse'), path.join(folder, 'large')]
    writeFileSync(sparse, '')
    truncateSync(sparse, 2 ** 31)
    writeFileSync(large, `SQLite format 3\0${'\0'.repeat(100)}`)
    truncateSync(large, largestSnapshot + 1)
    expect(await errorOf(sparse)).toMatchObject({ code: 'bad-input', message: 'This file is not a Kubilitics snapshot.' })
    expect(await errorOf(large)).toMatchObject({ code: 'bad-input', message: expect.stringContaining('larger than any snapshot') })
  })
})

describe('writing a file', () => {
  it('replaces regular files only, and what a link leads to', async () => {
    const pipe = path.join(folder, 'device')
    execFileSync('mkfifo', [pipe])
    await expect(writeAtomically(pipe, Buffer.from('x'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(writeAtomically(folder, Buffer.from('x'))).rejects.toMatchObject({ code: 'EISDIR' })
    const [target, link] = [path.join(folder, 'target'), path.join(folder, 'link')]
    writeFileSync(target, 'old')
    symlinkSync(target, link)
    await writeAtomically(link, Buffer.from('new'))
    expect(readFileSync(target, 'utf8')).toBe('new')
    expect(readlinkSync(link)).toBe(target)
  })
})
