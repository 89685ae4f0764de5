import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { libraryPath, programsFor, unprivilegedUser } from './postgres-programs.ts'

export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  /** The address of a database of this server, for its superuser. */
  urlOf(database: string): string
  /** Runs statements as its superuser. */
  query(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>
  /** Ends every process of it at once, as `pg_ctl stop -m immediate` does, and starts it again. */
  crash(): Promise<void>
}

export interface PostgresServerOptions {
  /** Beside or in place of those that make a test quick. */
  readonly settings?: Readonly<Record<string, string>>
  /** Lines that stand at the front of `pg_hba.conf`. */
  readonly access?: readonly string[]
}

/** No test here cuts the power, so nothing has to reach the disk. */
const quickSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '100',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
}

/**
 * The shell outlives this process by a moment: when its file 3 ends, however that came about, it ends
 * PostgreSQL and deletes the data. When PostgreSQL ends first, the data stays.
 */
const guardian = `
  cd / ; home=$1 ; shift
  "$@" & server=$!
  (cat > /dev/null ; touch "$home/over" ; kill -QUIT $server) <&3 2> /dev/null & guard=$!
  wait $server ; kill $guard 2> /dev/null
  if [ -e "$home/over" ] ; then rm -rf "$home" ; fi`

/** A PostgreSQL server of this test's own, which anybody on this machine may use without a password. */
export async function startPostgresServer(
  options: PostgresServerOptions = {},
): Promise<PostgresServer> {
  const user = unprivilegedUser()
  const home = mkdtempSync(join(tmpdir(), 'posthorn-postgres-'))
  const programs = programsFor(user, home)
  const data = join(home, 'data')
  mkdirSync(data)
  if (user !== null) for (const path of [home, data]) chownSync(path, user.uid, user.gid)
  const asUser = { cwd: '/', env: { ...process.env, ...libraryPath(programs) }, ...user }
  const initdb = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { encoding: 'utf8', ...asUser },
  )
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.stderr}${initdb.error ?? ''}`)
  if (options.access !== undefined) prependAccess(data, options.access)
  const port = await freePort()
  const settings = Object.entries({ ...quickSettings, ...options.settings })
  const args = ['-D', data, '-p', `${port}`, ...settings.flatMap(([k, v]) => ['-c', `${k}=${v}`])]

  function start() {
    const command = [home, join(programs, 'postgres'), ...args]
    const child = spawn('/bin/sh', ['-c', guardian, 'sh', ...command], {
      ...asUser,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      // Out of reach of a Ctrl-C that is meant for the tests: then nobody would delete the data.
      detached: true,
    })
    let said = ''
    child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (said = (said + text).slice(-4000)))
    return { child, exited: once(child, 'exit'), lastWords: () => said }
  }

  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`
  let running = start()

  async function untilReady(): Promise<void> {
    await eventually('PostgreSQL to accept connections', async () => {
      if (running.child.exitCode !== null) {
        throw new Error(`PostgreSQL ended: ${running.lastWords()}`)
      }
      return await canConnect(urlOf('postgres'))
    })
  }

  function letGo(): void {
    const [, , , leash] = running.child.stdio
    if (leash !== null && leash !== undefined && 'end' in leash) leash.end()
  }

  async function end(): Promise<void> {
    letGo()
    await running.exited
    rmSync(home, { recursive: true, force: true })
  }

  await untilReady()
  return {
    port,
    urlOf,
    async query(sql, database = 'postgres') {
      const client = new Client({ connectionString: urlOf(database) })
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async crash() {
      process.kill(
        Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10),
        'SIGQUIT',
      )
      await running.exited
      // What the shell has left behind would keep both processes waiting for each other.
      letGo()
      running = start()
      await untilReady()
    },
    [Symbol.asyncDispose]: end,
  }
}

export async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/** The first line that fits decides. */
function prependAccess(data: string, lines: readonly string[]): void {
  const path = join(data, 'pg_hba.conf')
  writeFileSync(path, `${lines.join('\n')}\n${readFileSync(path, 'utf8')}`)
}
