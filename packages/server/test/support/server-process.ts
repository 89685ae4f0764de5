import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { storeEnvironment } from './test-store.ts'

export const testAdminKey = 'admin-key-of-a-test-server-0123456789'

const ownMain = join(import.meta.dirname, '../../src/main.ts')

export interface ServerProcess {
  readonly url: string
  readonly pid: number | undefined
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Asks it to stop; its exit code. */
  stop(): Promise<number | null>
}

export interface ServerProcessOptions {
  /** Settings beside those that allow loopback receivers. */
  readonly environment?: Readonly<Record<string, string>>
  /** A command that becomes the one that follows it, as `nice` does. */
  readonly prefix?: readonly [string, ...string[]]
  /** Another version's. */
  readonly main?: string
}

/** `posthorn serve` in a process of its own; ready when this resolves. */
export async function startServerProcess(
  dataDir: string,
  { environment = {}, prefix, main = ownMain }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const output: string[] = []
  const serve = [process.execPath, main, 'serve'] as const
  const [program, ...args] = prefix === undefined ? serve : [...prefix, ...serve]
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      HOST: '127.0.0.1',
      POSTHORN_DATA_DIR: dataDir,
      POSTHORN_ADMIN_KEY: testAdminKey,
      POSTHORN_ALLOW_HTTP: 'true',
      POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
      POSTHORN_RATE_LIMIT_PER_MINUTE: '0',
      POSTHORN_LOG_LEVEL: 'warn',
      POSTHORN_DRAIN_MS: '0',
      ...(await storeEnvironment(dataDir)),
      ...environment,
    },
  })
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const exited = once(child, 'exit')
  await eventually('the server to be ready', async () => {
    if (child.exitCode !== null) throw new Error(`The server ended:\n${output.join('')}`)
    return await isReady(url)
  })
  return {
    url,
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      return await endOf(child, exited)
    },
  }
}

async function endOf(child: ChildProcess, exited: Promise<unknown>): Promise<number | null> {
  child.kill('SIGTERM')
  await exited
  return child.exitCode
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
