import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Debian's, whose packages (`python3-flask`) it alone finds. */
export const python = '/usr/bin/python3'

/** A Python program that answers each line that it reads with one line. */
export interface PythonAnswerer extends AsyncDisposable {
  /** Fails with what Python has to say when the program ends without an answer. */
  ask(line: string): Promise<string>
}

interface Waiter {
  readonly resolve: (answer: string) => void
  readonly reject: (error: Error) => void
}

/** @param args - of Python itself: the path of a program, and what it is told */
export function startPython(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): PythonAnswerer {
  const child = spawn(python, args, { stdio: 'pipe', env: { ...process.env, ...env } })
  const waiting: Waiter[] = []
  let complaints = ''
  let fault: Error | undefined

  function fail(error: Error): void {
    fault ??= error
    for (const { reject } of waiting.splice(0)) reject(fault)
  }

  child.on('error', ({ message }) => {
    fail(new Error(`Python did not start. Is it installed? (apt-get install python3)\n${message}`))
  })
  child.on('close', () => fail(new Error(`The Python program ended:\n${complaints}`)))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  // A program that has ended closes its pipes as well; what it said last is worth more.
  child.stdin.on('error', () => {})
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.resolve(line))
  const closed = once(child, 'close')
  closed.catch(() => {})

  return {
    async ask(line) {
      if (fault !== undefined) throw fault
      return await new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin.write(`${line}\n`)
      })
    },
    async [Symbol.asyncDispose]() {
      if (child.pid === undefined) return
      child.stdin.end()
      await closed
    },
  }
}
