import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { testAdminKey } from '../support/server-process.ts'
import type { Fault } from './fault-point.ts'
import type { DriverMessage, ServerMessage } from './ledger-server.ts'

const program = join(import.meta.dirname, 'ledger-server.ts')

export interface ServerOptions {
  readonly dataDir: string
  /** Compiled modules are kept here: most of a start is compiling. */
  readonly compileCacheDir: string
  /** Settings beside those that every such server has. */
  readonly environment: Readonly<Record<string, string>>
}

/** One process of the server. It has loaded its modules, or is about to, and waits to begin. */
export class ServerUnderFaults {
  readonly ended: Promise<unknown>
  readonly #child: ChildProcess
  readonly #listening = Promise.withResolvers<number>()
  #struck = Promise.withResolvers<void>()
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
        // Others would only make its start longer.
        POSTHORN_PROFILES: 'standard',
        HOST: '127.0.0.1',
        POSTHORN_ALLOW_HTTP: 'true',
        POSTHORN_ALLOW_NETWORKS: '127.0.0.0/8',
        POSTHORN_RATE_LIMIT_PER_MINUTE: '0',
        POSTHORN_LOG_LEVEL: 'silent',
        POSTHORN_DRAIN_MS: '0',
        ...environment,
      },
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()))
    // A child that was killed cannot be written to any more; its end tells of it.
    this.#child.on('error', () => undefined)
    // `ledger-server.ts` sends nothing else.
    this.#child.on('message', (message) => this.#note(message as ServerMessage))
    this.ended = once(this.#child, 'exit')
  }

  /** True once it was killed, by itself or by somebody else. */
  get isKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL'
  }

  /** Its URL once it listens; null: it was killed before. Throws when it ended otherwise. */
  async begin(fault: Fault | null): Promise<string | null> {
    this.#tell({ fault })
    const port = await Promise.race([this.#listening.promise, this.ended.then(() => null)])
    if (port !== null) return `http://127.0.0.1:${port}`
    this.#assertKilled()
    return null
  }

  /** Resolves when it strikes itself; null: it is not to do so any more. */
  arm(fault: Fault | null): Promise<void> {
    this.#struck = Promise.withResolvers()
    this.#tell({ fault })
    return this.#struck.promise
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal)
  }

  /** Resolves when it has ended. Throws when it ended by anything but a kill. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
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
    this.signal('SIGKILL')
    await this.ended
  }

  #tell(message: DriverMessage): void {
    this.#child.send(message, () => undefined)
  }

  #note(message: ServerMessage): void {
    if (message === 'strikes') this.#struck.resolve()
    else this.#listening.resolve(message.port)
  }

  #assertKilled(): void {
    if (this.isKilled) return
    throw new Error(`The server ended by itself (${this.#child.exitCode}):\n${this.#stderr}`)
  }
}
