import { readFileSync, readdirSync } from 'node:fs'

/** Linux reports CPU time in hundredths of a second, whatever the kernel's own tick. */
const ticksPerSecond = 100

interface ProcessStat {
  readonly parent: number
  readonly ownTicks: number
  readonly endedChildrenTicks: number
}

/** CPU seconds that a process has used, with its children where it has them (as PostgreSQL does). */
export function cpuSeconds(pid: number, { children = false } = {}): number {
  const own = readStat(pid)
  if (!own) return 0
  if (!children) return own.ownTicks / ticksPerSecond
  let ticks = own.ownTicks + own.endedChildrenTicks
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null
    if (stat?.parent === pid) ticks += stat.ownTicks
  }
  return ticks / ticksPerSecond
}

/** null once the process is gone. */
function readStat(pid: number): ProcessStat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The name, in brackets, may hold anything; the fields after it are counted from `state`, the third.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3])
  return {
    parent: field(4),
    ownTicks: field(14) + field(15),
    endedChildrenTicks: field(16) + field(17),
  }
}

/** CPU seconds that the whole machine has spent on anything at all. */
export function machineCpuSeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
