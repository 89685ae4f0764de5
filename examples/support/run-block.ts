import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './pages.ts'

const run = promisify(execFile)
/** The program that pages call `posthorn`. */
export const main: string = join(root, 'packages/server/src/main.ts')

/** Runs a block as a reader would type it; fails when a command in it does. */
export async function runBlock(
  code: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const script = [
    'set -eu',
    'curl() { command curl -sS --fail-with-body "$@"; echo; }',
    `posthorn() { '${process.execPath}' '${main}' "$@"; }`,
    code,
  ].join('\n')
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const { stdout } = await run('sh', ['-c', script], { env })
  return stdout
}
