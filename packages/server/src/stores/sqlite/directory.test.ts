import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startMs } from '../contract/samples.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

async function temporaryDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'posthorn-sqlite-'))
  return {
    directory,
    open: () => openSqliteStore({ directory, nowMs: () => startMs }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
}

test('a directory has one user at a time', async () => {
  await using temporary = await temporaryDirectory()
  const store = await temporary.open()
  await assert.rejects(temporary.open(), {
    name: 'StoreError',
    outcome: 'refused',
    message: /is in use by another Posthorn process/,
  })
  await store.close()
  await (await temporary.open()).close()
})

test('a store may be closed twice', async () => {
  await using temporary = await temporaryDirectory()
  const store = await temporary.open()
  await Promise.all([store.close(), store.close()])
  await store.close()
})

test('a database of a newer program is refused and left as it is', async () => {
  await using temporary = await temporaryDirectory()
  await (await temporary.open()).close()
  const path = join(temporary.directory, 'posthorn.sqlite')
  const newer = new DatabaseSync(path)
  newer.exec('PRAGMA user_version = 9999')
  newer.close()
  for (const _ of [1, 2]) {
    await assert.rejects(temporary.open(), {
      name: 'StoreError',
      outcome: 'refused',
      message: /has schema 9999.*start the version that wrote it/,
    })
  }
})

test('a path that is no directory is told', async () => {
  await using temporary = await temporaryDirectory()
  const directory = join(temporary.directory, 'file')
  new DatabaseSync(directory).close()
  await assert.rejects(openSqliteStore({ directory, nowMs: () => startMs }))
})

test('kill -9 amid commits loses nothing that was acknowledged, and leaves the directory free', async () => {
  await using temporary = await temporaryDirectory()
  const program = fileURLToPath(new URL('./testing/endless-publisher.ts', import.meta.url))
  const acknowledged: string[] = []
  for (const _ of [1, 2, 3]) {
    const child = spawn(process.execPath, [program, temporary.directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > 20_000) child.kill('SIGKILL')
    })
    await exited
    acknowledged.push(...output.split('\n').slice(0, -1))
  }
  const store = await temporary.open()
  assert.ok(acknowledged.length > 500)
  for (const line of acknowledged) {
    const [workspaceId = '', eventId = ''] = line.split(' ')
    assert.notEqual(await store.getEvent(workspaceId, eventId), null)
  }
  const held = await store.takeOver(startMs + 60_000)
  assert.ok(held >= acknowledged.length)
  assert.equal((await store.stats()).parked, held)
  await store.close()
})
