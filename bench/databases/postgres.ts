import { spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { join } from 'node:path'

import { startProcess } from '../owned-process.ts'
import { ensureDir } from '../paths.ts'
import type { Database } from './database.ts'
import { findPostgresPrograms, findProgram } from './find-program.ts'
import { freePort, waitForPort } from './free-port.ts'

/** Sized for a small dedicated machine; everything about durability is PostgreSQL's default. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  fsync: 'on',
  synchronous_commit: 'on',
}

/** PostgreSQL with a database and a superuser `postgres`, no password, on a port of its own. */
export async function startPostgres(dir: string): Promise<Database> {
  const programs = findProgram(findPostgresPrograms, 'postgresql')
  const data = ensureDir(join(dir, 'postgres'))
  const user = unprivilegedUser()
  if (user) chownSync(data, user.uid, user.gid)
  const initdb = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { encoding: 'utf8', cwd: '/', ...user },
  )
  if (initdb.status !== 0) {
    throw new Error(
      `initdb failed in ${data} (as root it runs as the user postgres, who must be able to ` +
        `enter that folder; --data-dir names another): ${initdb.stderr}${initdb.error ?? ''}`,
    )
  }
  const port = await freePort()
  const server = startProcess(
    join(programs, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // SIGINT is its fast shutdown: it does not wait for clients to leave.
    { cwd: '/', stopSignal: 'SIGINT', ...(user && { user }) },
  )
  try {
    await waitForPort(port, server.ended)
  } catch (error) {
    throw new Error(`postgres did not start: ${server.lastWords()}`, { cause: error })
  }
  return { pid: server.pid, port, [Symbol.asyncDispose]: server.stop }
}

/** PostgreSQL refuses to run as root; its package makes a user for it. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  const user = { uid: id('-u'), gid: id('-g') }
  if (!user.uid || !user.gid) throw new Error('There is no user postgres to run PostgreSQL as')
  return user
}
