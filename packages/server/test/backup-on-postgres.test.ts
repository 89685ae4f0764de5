import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { libraryPath, findPostgresPrograms } from './support/postgres-programs.ts'
import { startPostgresServer, type PostgresServer } from './support/postgres-server.ts'
import { drillRestore } from './support/restore-drill.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const programs = findPostgresPrograms()

function runProgram(name: string, args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync(join(programs, name), args, {
    env: { ...process.env, ...libraryPath(programs) },
    maxBuffer: 256 * 1024 * 1024,
    ...(input === undefined ? {} : { input }),
  })
  assert.equal(status, 0, `${name}: ${String(stderr)}`)
  return stdout
}

/**
 * By the commands of docs/operations.md, into a server that counts its transactions from another
 * start. A PostgreSQL that only runs servers has no pg_dump: then the server copies its database.
 */
async function dumpAndRestore(
  from: PostgresServer,
  to: PostgresServer,
): Promise<{ readonly url: string }> {
  if (!existsSync(join(programs, 'pg_dump'))) {
    return await copyWithin(from)
  }
  const dump = runProgram('pg_dump', ['--format=custom', from.urlOf('posthorn')])
  await to.query('CREATE DATABASE posthorn')
  const args = ['--no-owner', '--exit-on-error', '--single-transaction']
  runProgram('pg_restore', [...args, '--dbname', to.urlOf('posthorn')], dump)
  return { url: to.urlOf('posthorn') }
}

/** It copies only what nobody is connected to: the server that is being backed up loses it for a moment. */
async function copyWithin(server: PostgresServer): Promise<{ readonly url: string }> {
  await server.query('ALTER DATABASE posthorn ALLOW_CONNECTIONS false')
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'posthorn'`,
  )
  await server.query('CREATE DATABASE restored TEMPLATE posthorn')
  await server.query('ALTER DATABASE posthorn ALLOW_CONNECTIONS true')
  return { url: server.urlOf('restored') }
}

test('a dump under load, restored to another server, has all that was acknowledged, and sends what was pending', async (t) => {
  await using from = await startPostgresServer()
  await using to = await startPostgresServer()
  await from.query('CREATE DATABASE posthorn')
  const dataDir = temporaryDirectory(t)
  const fresh = temporaryDirectory(t)
  await drillRestore({
    dataDir,
    environment: { DATABASE_URL: from.urlOf('posthorn') },
    async backUpAndRestore() {
      const { url } = await dumpAndRestore(from, to)
      copyFileSync(join(dataDir, 'master.key'), join(fresh, 'master.key'))
      return { dataDir: fresh, environment: { DATABASE_URL: url } }
    },
  })
})
