import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { LoadPrograms } from './load-programs.ts'
import { longFlags } from './long-flags.ts'
import { startProcess } from './owned-process.ts'
import type { OwnedProcess } from './owned-process.ts'

/** Latencies in microseconds. */
export interface Latency {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Where the generator publishes; one token for each workspace, used in turn. */
export interface PublishTarget {
  readonly port: number
  readonly path: string
  readonly batchPath: string
  readonly type: string
  readonly tokens: readonly string[]
}

export interface LoadShape {
  readonly seconds: number
  readonly connections: number
  /** Events in a request. */
  readonly batch: number
  /** Events a second whatever the answers do; absent: as fast as they are answered. */
  readonly rate?: number
  readonly idempotency?: boolean
}

export interface LoadResult {
  readonly requests: number
  readonly events: number
  readonly accepted: number
  readonly refused: number
  readonly firstRefusal: string
  readonly seconds: number
  readonly cpuSeconds: number
  readonly answerUs: Latency
}

export async function generateLoad(
  programs: LoadPrograms,
  target: PublishTarget,
  shape: LoadShape & { readonly dir: string },
): Promise<LoadResult> {
  const tokens = join(shape.dir, 'tokens')
  writeFileSync(tokens, target.tokens.join('\n'), { mode: 0o600 })
  await using generator = startProcess(
    programs.generator,
    longFlags({
      port: target.port,
      path: target.path,
      'batch-path': target.batchPath,
      type: target.type,
      tokens,
      seconds: shape.seconds,
      connections: shape.connections,
      batch: shape.batch,
      rate: shape.rate,
      idempotency: shape.idempotency || undefined,
    }),
  )
  const { code, stdout } = await generator.ended
  if (code !== 0) throw new Error(`The load generator failed: ${generator.lastWords()}`)
  // Its own program prints exactly this shape.
  return JSON.parse(stdout) as LoadResult
}

export interface ReceiverStats {
  readonly requests: number
  /** Requests without the time they were published at. */
  readonly unmarked: number
  /** Connections that broke off in the middle of a request. */
  readonly broken: number
  readonly arrivalUs: Latency
}

export interface Receiver extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  stats(): Promise<ReceiverStats>
  reset(): Promise<void>
}

export async function startReceiver(programs: LoadPrograms): Promise<Receiver> {
  const process: OwnedProcess = startProcess(programs.receiver, [])
  // Its own program prints exactly this shape.
  const { port } = JSON.parse(await process.firstLine) as { port: number }
  const base = `http://127.0.0.1:${port}`
  return {
    pid: process.pid,
    port,
    stats: async () => (await (await fetch(`${base}/stats`)).json()) as ReceiverStats,
    reset: async () => {
      await (await fetch(`${base}/reset`, { method: 'POST' })).arrayBuffer()
    },
    [Symbol.asyncDispose]: process.stop,
  }
}
