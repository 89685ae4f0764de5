import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { testAdminKey } from '../support/server-process.ts'
import type { Fault } from './fault-point.ts'

const program = join(import.meta.dirname, 'ledger-server.ts')

export interface ServerOptions {
  readonly dataDir: string
  /** Compiled modules are kept here: most of a start is compiling. */
  readonly compileCacheDir: string
  /** Settings beside those that every such server has. */
  readonly environment: Readonly<Record<string, string>>
}

/** One process of the server. It has loaded its modules, or is about to, and waits to begin. */
export class ServerUnderKill {
  readonly ended: Promise<unknown>
  readonly #child: ChildProcess
  #stderr = ''

  constructor({ dataDir, compileCacheDir, environment }: ServerOptions) {
    this.#child = fork(program, {
      execArgv: [],
      execPath: process.execPath,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: compileCacheDir,
        POSTHORN_DATA_DIR: dataDir,
        POSTHORN_ADMIN_KEY: testAdminKey,
        HOST: '127.0.0.1',
        POSTHORN_ALLOW_HTTP: 'true',
        POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
        POSTHORN_RATE_LIMIT_PER_MINUTE: '0',
        POSTHORN_LOG_LEVEL: 'silent',
        ...environment,
      },
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()))
    // A child that was killed cannot be written to any more; its end tells of it.
    this.#child.on('error', () => undefined)
    this.ended = once(this.#child, 'exit')
  }

  /** True once it was killed, by itself or by somebody else. */
  get isKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL'
  }

  /** Its URL once it listens; null: it was killed before. Throws when it ended otherwise. */
  async begin(fault: Fault | null): Promise<string | null> {
    const listening = once(this.#child, 'message').then(
      // `ledger-server.ts` sends one message.
      ([message]) => (message as { readonly port: number }).port,
    )
    this.#child.send({ fault })
    const port = await Promise.race([listening, this.ended.then(() => null)])
    if (port !== null) return `http://127.0.0.1:${port}`
    this.#assertKilled()
    return null
  }

  /** Resolves when it has ended. Throws when it ended by anything but a kill. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
    this.#assertKilled()
  }

  /** Asks it to stop; its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    await this.ended
    return this.#child.exitCode
  }

  /** Ends it, whatever it is doing. */
  async destroy(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  #assertKilled(): void {
    if (this.isKilled) return
    throw new Error(`The server ended by itself (${this.#child.exitCode}):\n${this.#stderr}`)
  }
}
