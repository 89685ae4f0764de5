import { parseArgs } from 'node:util'

import { cacheDir } from './paths.ts'
import { rowIds } from './row-ids.ts'

export interface Options {
  /** The rows to measure; empty: all. */
  readonly only: readonly string[]
  /** Whether the rows of Posthorn on PostgreSQL are among them. */
  readonly store: 'sqlite' | 'postgres'
  readonly seconds: number
  readonly repeat: number
  readonly pairs: number
  readonly pending: number
  readonly finished: number
  readonly workspaces: number
  /** Events a second for the latency rows; null: half of what BullMQ does in this run. */
  readonly rate: number | null
  readonly dataDir: string
  readonly markdown: string | null
}

/** Something about the command line that its author can mend. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const flags = {
  only: { type: 'string' },
  store: { type: 'string', default: 'sqlite' },
  seconds: { type: 'string', default: '20' },
  repeat: { type: 'string', default: '3' },
  pairs: { type: 'string', default: '5' },
  pending: { type: 'string', default: '1000000' },
  finished: { type: 'string', default: '5000000' },
  workspaces: { type: 'string', default: '10000' },
  rate: { type: 'string' },
  'data-dir': { type: 'string', default: cacheDir },
  markdown: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** Reads the command line; null when it asks for help. */
export function readOptions(args: readonly string[]): Options | null {
  const values = parse(args)
  if (values.help) return null
  const only = values.only?.split(',').map((word) => word.trim()) ?? []
  for (const word of only) {
    if (!isKnownWord(word)) {
      throw new UsageError(`--only: there is no row "${word}"; --help lists them`)
    }
  }
  const options: Options = {
    only,
    store: storeNamed(values.store),
    seconds: wholeNumber('seconds', values.seconds, 600),
    repeat: wholeNumber('repeat', values.repeat, 99),
    pairs: wholeNumber('pairs', values.pairs, 99),
    pending: wholeNumber('pending', values.pending, 100_000_000),
    finished: wholeNumber('finished', values.finished, 100_000_000),
    workspaces: wholeNumber('workspaces', values.workspaces, 1_000_000),
    rate: values.rate === undefined ? null : wholeNumber('rate', values.rate, 1_000_000),
    dataDir: values['data-dir'],
    markdown: values.markdown ?? null,
  }
  if (!rowIds.some((id) => isWanted(id, options))) {
    throw new UsageError(`--only ${values.only}: no row is all of that; --help lists them`)
  }
  return options
}

/**
 * Words that name a workload widen each other, as do words that name a contestant; a row is measured
 * when it fits both kinds. `single,bullmq` is what BullMQ does with single publishes.
 */
export function isWanted(id: string, { only, store }: Pick<Options, 'only' | 'store'>): boolean {
  if (store !== 'postgres' && id.endsWith(`/${onPostgres}`)) return false
  if (only.length === 0 || only.includes(id)) return true
  const [workload = '', subject = ''] = id.split('/')
  const words = only.filter((word) => !word.includes('/'))
  const workloads = words.filter(isWorkload)
  const subjects = words.filter((word) => !isWorkload(word))
  if (words.length === 0) return false
  return (
    (workloads.length === 0 || workloads.includes(workload)) &&
    (subjects.length === 0 || subjects.some((word) => names(word, subject)))
  )
}

function storeNamed(name: string): Options['store'] {
  if (name === 'sqlite' || name === 'postgres') return name
  throw new UsageError(`--store takes sqlite or postgres, not "${name}"`)
}

function isKnownWord(word: string): boolean {
  return rowIds.some((id) => id === word || isWorkload(word) || names(word, id.split('/')[1] ?? ''))
}

function isWorkload(word: string): boolean {
  return rowIds.some((id) => id.startsWith(`${word}/`))
}

/** The contestant that `--store postgres` adds, beside the one on SQLite. */
const onPostgres = 'posthorn-postgres'

/** `bullmq` names both of `bullmq-everysec` and `bullmq-always`. */
function names(word: string, subject: string): boolean {
  return subject === word || subject.startsWith(`${word}-`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false })
      .values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new UsageError(`--${name} takes a whole number from 1 to ${most}, not "${text}"`)
  }
  return value
}
