import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { eventually } from '../../packages/server/test/support/eventually.ts'

/** A receiver of this folder in a process of its own. */
export interface ExampleProcess extends AsyncDisposable {
  readonly url: string
  /** The lines of its log that match. */
  lines(pattern: RegExp): string[]
  /** Resolves when so many lines match. */
  logged(pattern: RegExp, count?: number): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

/** Resolves when it listens. */
export async function startExample(
  [command = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ExampleProcess> {
  const output: string[] = []
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment },
  })
  const exited = once(child, 'exit')
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  }
  const lines = (pattern: RegExp): string[] =>
    output
      .join('')
      .split('\n')
      .filter((line) => pattern.test(line))
  const url = await eventually(`${args.join(' ')} to listen`, () => {
    if (child.exitCode !== null) throw new Error(`It ended:\n${output.join('')}`)
    return /Listening on (\S+)\n/.exec(output.join(''))?.[1]
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    url,
    lines,
    kill,
    async logged(pattern, count = 1) {
      await eventually(`${String(pattern)} in the log`, () => lines(pattern).length >= count)
    },
    [Symbol.asyncDispose]: kill,
  }
}
