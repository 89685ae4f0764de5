import { pino, type Logger } from 'pino'
import type { LogLevel } from '../config/settings.ts'

/** JSON lines. */
export function createLogger(level: LogLevel, stream: NodeJS.WritableStream): Logger {
  return pino({ level, base: null }, stream)
}

/** Resolves when the command is to end. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
