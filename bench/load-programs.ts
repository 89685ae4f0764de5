import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { cacheDir, ensureDir } from './paths.ts'

export interface LoadPrograms {
  readonly generator: string
  readonly receiver: string
}

/** Compiles the load generator and the receiver, unless their present source has been compiled. */
export function compileLoadPrograms(): LoadPrograms {
  return { generator: compile('generator'), receiver: compile('receiver') }
}

function compile(name: string): string {
  const folder = join(import.meta.dirname, 'load')
  const source = join(folder, `${name}.c`)
  const hash = createHash('sha256')
    .update(readFileSync(source))
    .update(readFileSync(join(folder, 'loopback.h')))
    .digest('hex')
  const program = join(ensureDir(cacheDir), `${name}-${hash.slice(0, 12)}`)
  if (existsSync(program)) return program
  const unfinished = `${program}.${process.pid}`
  const { error, status, stderr } = spawnSync(
    'cc',
    ['-O2', '-Wall', '-Wextra', '-o', unfinished, source],
    { encoding: 'utf8' },
  )
  if (error) {
    throw new Error('The load generator needs a C compiler: apt-get install gcc libc6-dev', {
      cause: error,
    })
  }
  if (status !== 0) throw new Error(`cc could not compile ${source}:\n${stderr}`)
  renameSync(unfinished, program)
  return program
}
