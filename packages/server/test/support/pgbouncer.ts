import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { unprivilegedUser } from './postgres-programs.ts'
import { canConnect, type PostgresServer } from './postgres-server.ts'

export interface PgBouncer extends AsyncDisposable {
  /** The address of a database of the server behind it. */
  urlOf(database: string): string
}

/** Debian has it where only root's PATH leads. */
const places = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer']

function findPgBouncer(): string {
  const found = places.find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new Error('These tests need PgBouncer: `apt-get install pgbouncer`')
}

/** The shell ends it when its own input ends, however this process came to its end. */
const guardian = '"$@" < /dev/null & child=$! ; cat > /dev/null ; kill -KILL $child ; wait $child'

/**
 * PgBouncer in transaction mode before a server. Its sessions take turns, so that hardly two
 * transactions of one client meet the same.
 */
export async function startPgBouncer(server: PostgresServer): Promise<PgBouncer> {
  const program = findPgBouncer()
  const user = unprivilegedUser()
  const home = mkdtempSync(join(tmpdir(), 'posthorn-pgbouncer-'))
  const port = await freePort()
  const file = join(home, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]
* = host=127.0.0.1 port=${server.port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
server_round_robin = 1
default_pool_size = 10
max_client_conn = 200
`,
  )
  if (user !== null) for (const path of [home, file]) chownSync(path, user.uid, user.gid)
  const child = spawn('/bin/sh', ['-c', guardian, 'sh', program, '-q', file], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'pipe'],
    ...user,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exited = once(child, 'exit')
  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`
  await eventually('PgBouncer to accept connections', async () => {
    if (said !== '') throw new Error(`PgBouncer says: ${said}`)
    return await canConnect(urlOf('postgres'))
  })
  return {
    urlOf,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
      rmSync(home, { recursive: true, force: true })
    },
  }
}
