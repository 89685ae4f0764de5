import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { onExit } from './clean-up.ts'
import { cpuSeconds, machineCpuSeconds } from './cpu.ts'
import { generateLoad, startReceiver } from './load.ts'
import type { Latency, LoadShape, Receiver } from './load.ts'
import type { LoadPrograms } from './load-programs.ts'
import type { RunningSubject } from './subjects/subject.ts'

export const warmUpSeconds = 2
const pollMs = 20
/** A count that has not moved for this long will not move any more. */
const stuckMs = 15_000
/** Time for a delivery too many to show itself. */
const surplusMs = 300

/** `others`: whatever else ran on the machine, and so took from the figures. */
export const cpuUsers = ['server', 'database', 'generator', 'receiver', 'others'] as const
export type CpuUser = (typeof cpuUsers)[number]

/** What one run of one contestant gave. */
export interface Run {
  readonly eventsPerSecond: number
  readonly deliveriesPerSecond: number
  readonly answerUs: Pick<Latency, 'p50' | 'p99'> | null
  readonly arrivalUs: Pick<Latency, 'p50' | 'p99'>
  /** Share of one core, from the first publish to the last record; null where there is no such process. */
  readonly cpu: Readonly<Record<CpuUser, number | null>>
  /** What makes the figures worthless: counts that disagree, answers that are not 2xx. */
  readonly problems: readonly string[]
}

export interface MeasureOptions {
  readonly programs: LoadPrograms
  readonly receiver: Receiver
  readonly running: RunningSubject
  readonly dir: string
  /** Deliveries that each event becomes. */
  readonly fanOut: number
  readonly load: LoadShape
}

/** Puts a load on a contestant that runs already, and waits until its store has recorded all of it. */
export async function measure(options: MeasureOptions): Promise<Run> {
  const { programs, receiver, running, dir, fanOut, load } = options
  await receiver.reset()
  const recordedBefore = await running.countRecorded()
  const cpuBefore = readCpu(running, receiver)
  const startedAtMs = performance.now()
  const published = await generateLoad(programs, running.target, { ...load, dir })
  const expected = published.accepted * fanOut
  const countArrived = async (): Promise<number> => (await receiver.stats()).requests
  const countRecorded = async (): Promise<number> =>
    (await running.countRecorded()) - recordedBefore
  await reaches(countArrived, expected)
  await reaches(countRecorded, expected)
  const seconds = (performance.now() - startedAtMs) / 1000
  const cpuAfter = readCpu(running, receiver)
  await delay(surplusMs)
  const arrived = await receiver.stats()
  const recorded = await countRecorded()
  const spent = (name: keyof CpuReading): number => cpuAfter[name] - cpuBefore[name]
  const ofGenerator = published.cpuSeconds
  const known = spent('server') + spent('database') + spent('receiver') + ofGenerator
  return {
    eventsPerSecond: published.accepted / seconds,
    deliveriesPerSecond: recorded / seconds,
    answerUs: published.answerUs,
    arrivalUs: arrived.arrivalUs,
    cpu: {
      server: spent('server') / seconds,
      database: running.databasePid === undefined ? null : spent('database') / seconds,
      generator: ofGenerator / seconds,
      receiver: spent('receiver') / seconds,
      others: Math.max(0, spent('machine') - known) / seconds,
    },
    problems: [
      ...(published.refused > 0
        ? [`${published.refused} publishes were not accepted, the first: ${published.firstRefusal}`]
        : []),
      ...(arrived.requests === expected && recorded === expected
        ? []
        : [
            `counts disagree: ${published.accepted} events accepted (${expected} deliveries), ` +
              `${arrived.requests} arrived, ${recorded} recorded`,
          ]),
      ...(arrived.unmarked + arrived.broken > 0
        ? [`${arrived.unmarked} arrivals without a time, ${arrived.broken} broken connections`]
        : []),
    ],
  }
}

type CpuReading = Record<'server' | 'database' | 'receiver' | 'machine', number>

function readCpu({ serverPid, databasePid }: RunningSubject, receiver: Receiver): CpuReading {
  return {
    server: cpuSeconds(serverPid),
    database: databasePid === undefined ? 0 : cpuSeconds(databasePid, { children: true }),
    receiver: cpuSeconds(receiver.pid),
    machine: machineCpuSeconds(),
  }
}

/** Resolves when the count is reached, or when it has stopped on the way. */
async function reaches(count: () => Promise<number>, expected: number): Promise<void> {
  let last = -1
  let movedAtMs = performance.now()
  for (;;) {
    const now = await count()
    if (now >= expected) return
    if (now !== last) movedAtMs = performance.now()
    else if (performance.now() - movedAtMs > stuckMs) return
    last = now
    await delay(pollMs)
  }
}

/** A receiver and an empty folder, both gone at the end of the scope. */
export async function openScene(
  programs: LoadPrograms,
  dataDir: string,
): Promise<{ readonly receiver: Receiver; readonly dir: string } & AsyncDisposable> {
  const dir = mkdtempSync(join(dataDir, 'run-'))
  // PostgreSQL runs as a user of its own, who must be able to pass through.
  chmodSync(dir, 0o711)
  const removeDir = onExit(() => rmSync(dir, { recursive: true, force: true }))
  const receiver = await startReceiver(programs)
  return {
    receiver,
    dir,
    [Symbol.asyncDispose]: async () => {
      await receiver[Symbol.asyncDispose]()
      await removeDir()
    },
  }
}
