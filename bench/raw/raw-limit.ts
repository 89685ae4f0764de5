import { join } from 'node:path'

import { cpuSeconds, machineCpuSeconds } from '../cpu.ts'
import { startReceiver } from '../load.ts'
import type { LoadPrograms } from '../load-programs.ts'
import { warmUpSeconds } from '../measure.ts'
import type { Run } from '../measure.ts'
import { startProcess } from '../owned-process.ts'
import type { RawResult, RawSettings } from './loop.ts'

const connections = 100

/** Measures the loop in `loop.ts`: no publish, so an event is a delivery and only arrival has latency. */
export async function measureRawLimit(
  programs: LoadPrograms,
  { seconds, rate, webhooks }: { seconds: number; rate: number | null; webhooks: number },
): Promise<Run> {
  await using receiver = await startReceiver(programs)
  const settings: RawSettings = {
    receiverPort: receiver.port,
    connections,
    webhooks,
    warmUpSeconds,
    seconds,
    rate,
  }
  await using loop = startProcess(process.execPath, [
    join(import.meta.dirname, 'loop.ts'),
    JSON.stringify(settings),
  ])
  await loop.firstLine
  const receiverBefore = cpuSeconds(receiver.pid)
  const machineBefore = machineCpuSeconds()
  const { code, stdout } = await loop.ended
  if (code !== 0) throw new Error(`The raw loop failed: ${loop.lastWords()}`)
  // Its own program prints exactly this in its last line.
  const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as RawResult
  const ofReceiver = cpuSeconds(receiver.pid) - receiverBefore
  const ofOthers = machineCpuSeconds() - machineBefore - ofReceiver - result.cpuSeconds
  const arrived = await receiver.stats()
  return {
    eventsPerSecond: result.delivered / result.seconds,
    deliveriesPerSecond: result.delivered / result.seconds,
    answerUs: null,
    arrivalUs: arrived.arrivalUs,
    cpu: {
      server: result.cpuSeconds / result.seconds,
      database: null,
      generator: null,
      receiver: ofReceiver / result.seconds,
      others: Math.max(0, ofOthers) / result.seconds,
    },
    problems:
      arrived.requests === result.delivered && result.failed === 0
        ? []
        : [
            `${result.delivered} were answered, ${result.failed} failed, ${arrived.requests} arrived`,
          ],
  }
}
