import assert from 'node:assert/strict'
import { closeSync, copyFileSync, openSync, readdirSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runPosthorn } from './support/posthorn-process.ts'
import { drillRestore } from './support/restore-drill.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { startServerProcess } from './support/server-process.ts'

test('a backup under load, restored elsewhere, has all that was acknowledged, and sends what was pending', async (t) => {
  const [dataDir, copies, fresh] = [0, 1, 2].map(() => temporaryDirectory(t))
  assert.ok(dataDir !== undefined && copies !== undefined && fresh !== undefined)
  await drillRestore({
    dataDir,
    async backUpAndRestore() {
      const copy = join(copies, 'posthorn.sqlite')
      const env = { POSTHORN_DATA_DIR: dataDir }
      const backup = runPosthorn(t, ['backup', copy], { cwd: copies, env })
      assert.equal(await backup.ended, 0, backup.stderr())
      assert.match(backup.stdout(), /master\.key is not in it/)
      assert.deepEqual(readdirSync(copies), ['posthorn.sqlite'])
      assert.equal(statSync(copy).mode & 0o777, 0o600)
      copyFileSync(copy, join(fresh, 'posthorn.sqlite'))
      copyFileSync(join(dataDir, 'master.key'), join(fresh, 'master.key'))
      return { dataDir: fresh }
    },
  })
})

test('a backup of a server that is not running is made as well', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = await startServerProcess(dataDir)
  assert.equal(await server.stop(), 0)
  const env = { POSTHORN_DATA_DIR: dataDir }
  const backup = runPosthorn(t, ['backup', 'copy.sqlite'], { cwd: temporaryDirectory(t), env })
  assert.equal(await backup.ended, 0, backup.stderr())
})

test('what keeps a backup from being made is told, and nothing half-made stays', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = await startServerProcess(dataDir)
  await server.stop()
  const cwd = temporaryDirectory(t)
  const run = async (target: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const backup = runPosthorn(t, ['backup', target], { cwd, env })
    assert.equal(await backup.ended, 1)
    return backup.stderr()
  }
  const env = { POSTHORN_DATA_DIR: dataDir }
  assert.match(await run('.', env), /is there already/)
  assert.match(await run('missing/copy.sqlite', env), /No copy was made: .*ENOENT/)
  assert.match(await run('copy.sqlite', { POSTHORN_DATA_DIR: cwd }), /posthorn\.sqlite does not/)
  const postgres = { DATABASE_URL: 'postgres://localhost/posthorn' }
  assert.match(await run('copy.sqlite', postgres), /DATABASE_URL is set: .* pg_dump/)
  assert.deepEqual(readdirSync(cwd), [])
})

test('a damaged database is told from a good one before its copy counts as a backup', async (t) => {
  const dataDir = temporaryDirectory(t)
  const server = await startServerProcess(dataDir)
  await server.stop()
  const file = openSync(join(dataDir, 'posthorn.sqlite'), 'r+')
  // All but the first page, which holds the header and the schema.
  writeSync(file, Buffer.alloc(64 * 1024, 0xa5), 0, 64 * 1024, 8192)
  closeSync(file)
  const cwd = temporaryDirectory(t)
  const backup = runPosthorn(t, ['backup', 'copy.sqlite'], {
    cwd,
    env: { POSTHORN_DATA_DIR: dataDir },
  })
  assert.equal(await backup.ended, 1)
  assert.match(backup.stderr(), /does not hold together|malformed/)
  assert.deepEqual(readdirSync(cwd), [])
})
