import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Database } from '../databases/database.ts'
import { startPostgres } from '../databases/postgres.ts'
import { startRedis } from '../databases/redis.ts'
import { startProcess } from '../owned-process.ts'
import { root } from '../paths.ts'
import type { RunningSubject, StartOptions, Subject } from './subject.ts'

const peersDir = join(root, 'bench', 'peers')

/** What a team would build instead. */
export const peers: readonly Subject[] = [
  createPeer('bullmq-everysec', 'bullmq', (dir) => startRedis(dir, 'everysec')),
  createPeer('bullmq-always', 'bullmq', (dir) => startRedis(dir, 'always')),
  createPeer('pg-boss', 'pg-boss', startPostgres),
  createPeer('graphile-worker', 'graphile-worker', startPostgres),
]

function createPeer(
  name: string,
  program: string,
  startDatabase: (dir: string) => Promise<Database>,
): Subject {
  return {
    name,
    async start(options) {
      installPeers()
      await using stack = new AsyncDisposableStack()
      const database = stack.use(await startDatabase(options.dir))
      const { settings, tokens } = describeWorkspaces(options, database.port)
      const server = stack.use(
        startProcess(process.execPath, [join(peersDir, 'serve.ts'), program, settings]),
      )
      // Its own program prints exactly this.
      const { port } = JSON.parse(await server.firstLine) as { port: number }
      const running = stack.move()
      return {
        target: {
          port,
          path: '/v1/events',
          batchPath: '/v1/events/batch',
          type: 'user.created',
          tokens,
        },
        serverPid: server.pid,
        databasePid: database.pid,
        countRecorded: () => countRecorded(port),
        [Symbol.asyncDispose]: () => running.disposeAsync(),
      } satisfies RunningSubject
    },
  }
}

async function countRecorded(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/recorded`)
  if (!response.ok) throw new Error(`The peer cannot count: ${await response.text()}`)
  // Its own program answers exactly this.
  const { recorded } = (await response.json()) as { recorded: number }
  return recorded
}

function describeWorkspaces(
  { receiverPort, workspaces, webhooksEach }: StartOptions,
  databasePort: number,
): { readonly settings: string; readonly tokens: string[] } {
  const described = Array.from({ length: workspaces }, (_, workspace) => ({
    token: `sk_${randomBytes(24).toString('base64url')}`,
    webhooks: Array.from({ length: webhooksEach }, (_, n) => workspace * webhooksEach + n),
  }))
  const webhooks = Array.from({ length: workspaces * webhooksEach }, (_, id) => ({
    url: `http://127.0.0.1:${receiverPort}/w/${id}`,
    secret: randomBytes(32).toString('base64'),
  }))
  return {
    settings: JSON.stringify({ databasePort, webhooks, workspaces: described }),
    tokens: described.map(({ token }) => token),
  }
}

/** Installs the peers' libraries, which `npm ci` in the root leaves alone, as their lock file has them. */
function installPeers(): void {
  const stampFile = join(peersDir, 'node_modules', '.bench-installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(peersDir, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  console.error('Installing what the peers need…')
  const { status } = spawnSync(
    'npm',
    // Not `ci`: that wants optional builds for every platform in the lock file, where some are not to be had.
    ['install', '--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: peersDir,
      stdio: ['ignore', 'ignore', 'inherit'],
      // npm runs on the Node that runs this, not on an older one that is first on the path.
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` },
    },
  )
  if (status !== 0) throw new Error(`npm install failed in ${peersDir}; its message stands above`)
  writeFileSync(stampFile, wanted)
}
