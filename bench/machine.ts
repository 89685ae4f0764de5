import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'

import { median } from './median.ts'

const probes = 200

/** What the figures depend on, in one line each. */
export function describeMachine(dataDir: string): string[] {
  const cores = cpus()
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  return [
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${memoryGib} GiB, Linux ${release()}, Node ${process.version}`,
    `fdatasync of 4 KiB on the disk under test: median ${fdatasyncUs(dataDir).toFixed(0)} µs`,
  ]
}

/** Every contestant that promises durability waits for this; on a cloud disk it is 500 to 5,000. */
function fdatasyncUs(dataDir: string): number {
  const path = join(dataDir, `fdatasync-${process.pid}`)
  const file = openSync(path, 'w', 0o600)
  try {
    const page = Buffer.alloc(4096, 1)
    return median(
      Array.from({ length: probes }, () => {
        writeSync(file, page)
        const startedAtMs = performance.now()
        fdatasyncSync(file)
        return (performance.now() - startedAtMs) * 1000
      }),
    )
  } finally {
    closeSync(file)
    rmSync(path)
  }
}
