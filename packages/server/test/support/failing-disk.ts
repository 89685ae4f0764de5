import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

export interface DiskFault {
  readonly error: 'EIO' | 'ENOSPC'
  /** What fails: system calls on the database's files. */
  readonly calls: readonly ('pwrite64' | 'fsync' | 'fdatasync')[]
  /** From the so-manieth on, counted for each kind of call from the start of the process. */
  readonly nth: number
}

/**
 * The command that becomes the one that follows it, on a disk that will fail: `strace` answers the
 * calls in the kernel's place. (`-D`: the process that is spawned is the program, not the tracer.
 * `-I 2`: the tracer heeds SIGTERM.)
 */
export function onFailingDisk(
  dataDir: string,
  { error, calls, nth }: DiskFault,
): [string, ...string[]] {
  const database = join(dataDir, 'posthorn.sqlite')
  const fault = `inject=${calls.join(',')}:error=${error}:when=${nth}+`
  const files = [database, `${database}-wal`].flatMap((path) => ['-P', path])
  const quietly = ['-qq', '-o', '/dev/null', '-I', '2']
  return ['strace', '-D', '-f', ...quietly, ...files, '-e', `trace=${calls.join(',')}`, '-e', fault]
}

/** From now on the disk of this process is in order. */
export async function mendDisk(pid: number): Promise<void> {
  const tracer = tracerOf(pid)
  if (tracer === 0) throw new Error(`Nothing traces the process ${pid}`)
  process.kill(tracer, 'SIGTERM')
  await eventually('the tracer to let go', () => tracerOf(pid) === 0)
}

function tracerOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^TracerPid:\t(\d+)$/m.exec(status)?.[1] ?? 0)
}
