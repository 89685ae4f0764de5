import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabases, type TestDatabase } from './postgres-databases.ts'
import { startPostgresServer, type PostgresServer } from './postgres-server.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'

/** All nodes of a database have the same. */
export const sharedMasterKey = `k1:${Buffer.alloc(32, 7).toString('base64')}`

/** Servers in processes of their own that share one PostgreSQL. */
export interface NodeGroup extends AsyncDisposable {
  readonly server: PostgresServer
  readonly database: TestDatabase
  /** `main`: of another version. */
  start(environment?: Readonly<Record<string, string>>, main?: string): Promise<ServerProcess>
}

export async function startNodeGroup(): Promise<NodeGroup> {
  const server = await startPostgresServer()
  const database = await createTestDatabases(server).create()
  const directories: string[] = []
  const nodes: ServerProcess[] = []
  return {
    server,
    database,
    async start(environment = {}, main) {
      const directory = await mkdtemp(join(tmpdir(), 'posthorn-node-'))
      directories.push(directory)
      const node = await startServerProcess(directory, {
        environment: {
          DATABASE_URL: database.url,
          POSTHORN_MASTER_KEY: sharedMasterKey,
          ...environment,
        },
        ...(main === undefined ? {} : { main }),
      })
      nodes.push(node)
      return node
    },
    async [Symbol.asyncDispose]() {
      for (const node of nodes) {
        if (node.pid !== undefined) continueFrozen(node.pid)
        await node.kill()
      }
      await server[Symbol.asyncDispose]()
      for (const directory of directories) await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A frozen process does not end. */
function continueFrozen(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It has ended.
  }
}
