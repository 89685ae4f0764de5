import type { Readable, Writable } from 'node:stream'
import { styleText } from 'node:util'
import { readEnvironment, type Environment } from '../config/read-environment.ts'

/** What a command has of the process that it runs in. */
export interface Terminal {
  readonly stdin: Readable & {
    readonly isTTY?: boolean
    /** Of a terminal: whether keys come as they are pressed, and are not shown. */
    setRawMode?(isRaw: boolean): unknown
  }
  readonly stdout: Writable
  readonly stderr: Writable
  /** The working directory. */
  readonly cwd: string
  readonly environment: Environment
  /** Aborted when the command is to end. */
  readonly signal: AbortSignal
}

export function processTerminal(signal: AbortSignal): Terminal {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    environment: readEnvironment(process.env),
    signal,
  }
}

export function print(terminal: Terminal, text: string): void {
  terminal.stdout.write(`${text}\n`)
}

/** Bold where the terminal can show it; plain in a file, a pipe and with NO_COLOR. */
export function bold(terminal: Terminal, text: string): string {
  return styleText('bold', text, { stream: terminal.stdout })
}

export function dim(terminal: Terminal, text: string): string {
  return styleText('dim', text, { stream: terminal.stdout })
}
