import { join } from 'node:path'
import { realPause } from '../support/manual-clock.ts'
import { startToxicProxy, type ToxicProxy } from '../support/toxic-proxy.ts'
import { nameOf, type Disturbance } from './disturbance-plan.ts'
import type { Fault } from './fault-point.ts'
import { ledgerConcurrency } from './ledger-load.ts'
import { ServerUnderFaults } from './server-under-faults.ts'

export interface NodeOptions {
  readonly name: string
  /** For this ledger's files. */
  readonly directory: string
  readonly postgresPort: number
  readonly database: string
  readonly crashPostgres: () => Promise<void>
}

/** A server that cannot reach its database ends; it is started again for so long. */
const startPatienceMs = 120_000
const readyPatienceMs = 30_000
const pauseBeforeStartMs = 200

/** One server of several, and its way to the database: what is killed comes back by itself. */
export class LedgerNode {
  readonly #options: NodeOptions
  readonly #proxy: ToxicProxy
  #server: ServerUnderFaults
  #url: string | null = null

  private constructor(options: NodeOptions, proxy: ToxicProxy) {
    this.#options = options
    this.#proxy = proxy
    this.#server = this.#spawn()
  }

  static async start(options: NodeOptions): Promise<LedgerNode> {
    const node = new LedgerNode(options, await startToxicProxy(options.postgresPort))
    try {
      node.#url = await node.#server.begin(null)
    } catch (error) {
      await node.destroy()
      throw error
    }
    return node
  }

  /** Where it listens, as far as clients know; null: it has ended. */
  get url(): string | null {
    return this.#url
  }

  /** Resolves when it is over, and the node is there, with what was done. */
  async disturb(disturbance: Disturbance): Promise<string> {
    const { at, forMs, patienceMs } = disturbance
    let done: Promise<void> = Promise.resolve()
    const strike = (): void => {
      done = this.#strike(disturbance)
    }
    const isThere = await this.#reach(at, patienceMs, strike)
    if (!isThere) strike()
    await done
    if (forMs > 0) await realPause(forMs)
    await this.#relieve(disturbance)
    return nameOf(disturbance, isThere || at.kind === 'start')
  }

  /**
   * Waits until it is ready again. One that does not come back is restarted, so that the ledger can go
   * on. False: it was.
   */
  async recover(): Promise<boolean> {
    const giveUpAtMs = performance.now() + readyPatienceMs
    while (performance.now() < giveUpAtMs) {
      if (this.#url !== null && (await isReady(this.#url))) return true
      await realPause(pauseBeforeStartMs)
    }
    this.#url = null
    await this.#server.kill()
    this.#server = this.#spawn()
    await this.#start()
    return false
  }

  /** Asks it to stop; its exit code. */
  async stop(): Promise<number | null> {
    return await this.#server.stop()
  }

  async destroy(): Promise<void> {
    await this.#server.destroy()
    await this.#proxy[Symbol.asyncDispose]()
  }

  /** Waits for the place, and strikes there; false: it was not reached, and nothing was done. */
  async #reach(at: Disturbance['at'], patienceMs: number, strike: () => void): Promise<boolean> {
    const { promise: reached, resolve } = Promise.withResolvers<true>()
    if (at.kind === 'process') {
      const server = this.#server
      void Promise.race([server.arm(at.fault), server.ended]).then(() => resolve(true))
    }
    if (at.kind === 'wire') {
      const { point } = at
      this.#proxy.setTrap({
        point,
        strike() {
          strike()
          resolve(true)
        },
      })
    }
    const isThere = await Promise.race([reached, realPause(patienceMs).then(() => false)])
    this.#proxy.setTrap(null)
    if (at.kind === 'process' && !isThere) void this.#server.arm(null)
    return isThere
  }

  async #strike({ deed, forMs }: Disturbance): Promise<void> {
    switch (deed) {
      case 'kill':
        this.#url = null
        return this.#server.signal('SIGKILL')
      case 'freeze':
        return this.#server.signal('SIGSTOP')
      case 'crash':
        return await this.#options.crashPostgres()
      case 'cut':
        return this.#proxy.cut()
      case 'stall':
      case 'blackhole':
        this.#proxy.toxic = { kind: 'silence' }
        return
      case 'delay':
        this.#proxy.toxic = { kind: 'delay', delayMs: 20 + forMs / 20 }
        return
      case 'trickle':
        this.#proxy.toxic = { kind: 'trickle', bytesPerSecond: 20_000 }
        return
    }
  }

  async #relieve({ deed, at }: Disturbance): Promise<void> {
    switch (deed) {
      case 'kill':
        await this.#server.kill()
        this.#url = null
        this.#server = this.#spawn()
        if (at.kind === 'start') await this.#dieAtStart(at.fault)
        return await this.#start()
      case 'freeze':
        return this.#server.signal('SIGCONT')
      case 'blackhole':
        this.#proxy.cut()
        break
      case 'crash':
      case 'cut':
      case 'stall':
      case 'delay':
      case 'trickle':
        break
    }
    this.#proxy.toxic = { kind: 'none' }
  }

  async #dieAtStart(fault: Fault): Promise<void> {
    // It may end because its database is away before it comes there.
    await this.#server.begin(fault).catch(() => null)
    await this.#server.destroy()
    this.#server = this.#spawn()
  }

  async #start(): Promise<void> {
    const giveUpAtMs = performance.now() + startPatienceMs
    for (;;) {
      try {
        this.#url = await this.#server.begin(null)
        return
      } catch (error) {
        if (performance.now() > giveUpAtMs) throw error
        await realPause(pauseBeforeStartMs)
        this.#server = this.#spawn()
      }
    }
  }

  #spawn(): ServerUnderFaults {
    const { name, directory, database } = this.#options
    return new ServerUnderFaults({
      dataDir: join(directory, name),
      compileCacheDir: join(directory, 'compiled'),
      environment: {
        POSTHORN_MAX_IN_FLIGHT: String(ledgerConcurrency),
        POSTHORN_MASTER_KEY: masterKey,
        DATABASE_URL: `postgres://postgres@127.0.0.1:${this.#proxy.port}/${database}`,
      },
    })
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(readyPatienceMs) })).ok
  } catch {
    return false
  }
}

/** One for all nodes, since they open what others have sealed. */
const masterKey = `k1:${Buffer.alloc(32, 7).toString('base64')}`
