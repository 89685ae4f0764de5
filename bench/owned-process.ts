import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

import { onExit } from './clean-up.ts'

const keptOutput = 8_000
const quotedOutput = 800
const stopTimeoutMs = 20_000

export interface ProcessOptions {
  readonly env?: Record<string, string>
  readonly cwd?: string
  /** Runs it as another user; only root can. */
  readonly user?: { readonly uid: number; readonly gid: number }
  readonly stopSignal?: NodeJS.Signals
}

/** A process that this run started, and ends. */
export interface OwnedProcess extends AsyncDisposable {
  readonly pid: number
  /** The first line of its standard output. Rejects with what it said if it ends before. */
  readonly firstLine: Promise<string>
  /** Its exit code (or signal) and all of its standard output. */
  readonly ended: Promise<{ readonly code: number | string; readonly stdout: string }>
  /** What it said last, to be quoted when something is wrong. */
  lastWords(): string
  readonly stop: () => Promise<void>
}

export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): OwnedProcess {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd && { cwd: options.cwd }),
    ...options.user,
  })
  let lastWords = ''
  let stdout = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-keptOutput)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptOutput)
  })
  const ended = new Promise<{ code: number | string; stdout: string }>((resolve) => {
    child.on('error', (error) => {
      lastWords += error.message
      resolve({ code: 127, stdout })
    })
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout }))
  })
  const failure = ended.then(({ code }) => {
    throw new Error(`${command} ended with ${code}: ${(lastWords || stdout).slice(-quotedOutput)}`)
  })
  const firstLine = Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    failure,
  ])
  // Whoever needs the line awaits it; for the others an early end shows in `ended`.
  firstLine.catch(() => {})

  const stop = onExit(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill(options.stopSignal ?? 'SIGTERM')
    const stopped = await Promise.race([ended, delay(stopTimeoutMs, null, { ref: false })])
    if (stopped) return
    child.kill('SIGKILL')
    await ended
  })
  return {
    pid: child.pid ?? -1,
    firstLine,
    ended,
    lastWords: () => (lastWords || stdout).slice(-quotedOutput),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
