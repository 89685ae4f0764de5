import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { backUpDatabase } from './backup.ts'
import { openForWriting } from './connection.ts'

const never = new AbortController().signal

/** A database of several steps, and a way to write to it as a server does. */
function createDatabase(t: TestContext) {
  const directory = temporaryDirectory(t)
  const db = openForWriting(join(directory, 'posthorn.sqlite'))
  t.after(() => db.close())
  db.exec('CREATE TABLE blobs (bytes BLOB)')
  const write = db.prepare('INSERT INTO blobs VALUES (randomblob(1000000))')
  for (let each = 0; each < 20; each++) write.run()
  return { directory, write: () => void write.run() }
}

function countIn(path: string): unknown {
  using db = new DatabaseSync(path, { readOnly: true })
  return db.prepare('SELECT count(*) AS count FROM blobs').get()?.['count']
}

test('a copy is one moment of a database that is written to at every step, and comes to an end', async (t) => {
  const { directory, write } = createDatabase(t)
  const target = join(temporaryDirectory(t), 'copy.sqlite')
  const progress: number[] = []
  const onProgress = (done: number): void => {
    progress.push(done)
    write()
  }
  await backUpDatabase({ directory, target, signal: never, onProgress })
  assert.equal(countIn(target), 20)
  assert.equal(countIn(join(directory, 'posthorn.sqlite')), 20 + progress.length)
  assert.ok(progress.length >= 3)
  assert.ok(progress.every((done, index) => done > (progress[index - 1] ?? 0) && done < 1))
})

test('a copy that is interrupted leaves nothing behind', async (t) => {
  const { directory } = createDatabase(t)
  const copies = temporaryDirectory(t)
  const stop = new AbortController()
  const reason = new Error('enough')
  const copying = backUpDatabase({
    directory,
    target: join(copies, 'copy.sqlite'),
    signal: stop.signal,
    onProgress: () => stop.abort(reason),
  })
  await assert.rejects(copying, reason)
  assert.deepEqual(readdirSync(copies), [])
})
