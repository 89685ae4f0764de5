import { longFlags } from '../long-flags.ts'
import { startProcess } from '../owned-process.ts'
import type { Database } from './database.ts'
import { findOnPath, findProgram } from './find-program.ts'
import { freePort, waitForPort } from './free-port.ts'

/** Redis with an append-only file, as whoever keeps a queue in it would run it. */
export async function startRedis(dir: string, fsync: 'everysec' | 'always'): Promise<Database> {
  const program = findProgram(() => findOnPath('redis-server'), 'redis-server')
  const port = await freePort()
  const server = startProcess(
    program,
    longFlags({
      bind: '127.0.0.1',
      port,
      dir,
      appendonly: 'yes',
      appendfsync: fsync,
      // The append-only file is the durable copy; snapshots beside it would only cost.
      save: '',
    }),
  )
  try {
    await waitForPort(port, server.ended)
  } catch (error) {
    throw new Error(`redis-server did not start: ${server.lastWords()}`, { cause: error })
  }
  return { pid: server.pid, port, [Symbol.asyncDispose]: server.stop }
}
