import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { openForReading } from './connection.ts'

export interface BackupOptions {
  /** Of the database; a server may be using it. */
  readonly directory: string
  /** A file that does not exist yet. */
  readonly target: string
  readonly signal: AbortSignal
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void
}

/** So many are copied at one go: the server's writer never waits for them. */
const pagesPerStep = 1024

/**
 * Copies the database as it is at one moment, and gives the copy its name when all of it is on disk
 * and has been checked. Rejects with a StoreError, or with the signal's reason.
 */
export async function backUpDatabase({ target, ...options }: BackupOptions): Promise<void> {
  if (existsSync(target)) throw new StoreError('refused', `${target} is there already`)
  const partial = `${target}.partial-${process.pid}`
  try {
    await copyDatabase(partial, options)
    completeCopy(partial)
    renameSync(partial, target)
    syncPath(dirname(target))
  } finally {
    for (const path of [partial, `${partial}-journal`]) rmSync(path, { force: true })
  }
}

async function copyDatabase(
  partial: string,
  { directory, signal, onProgress }: Omit<BackupOptions, 'target'>,
): Promise<void> {
  const source = join(directory, 'posthorn.sqlite')
  if (!existsSync(source)) throw new StoreError('refused', `${source} does not exist`)
  const db = openForReading(source)
  try {
    // A copy begins anew whenever another process has written, unless its connection stays at one
    // moment of the log: then what is written meanwhile is neither seen nor waited for.
    db.exec('BEGIN')
    db.prepare('PRAGMA user_version').get()
    // It holds what webhooks are sent: not for others to read.
    closeSync(openSync(partial, 'wx', 0o600))
    await backup(db, partial, {
      rate: pagesPerStep,
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted()
        onProgress(1 - remainingPages / totalPages)
      },
    })
  } finally {
    db.close()
  }
}

/** One file, without a log beside it, whose pages and indexes fit together. */
function completeCopy(path: string): void {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA journal_mode = DELETE')
    const check = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (check !== 'ok') {
      throw new StoreError(
        'refused',
        `the copy does not hold together, and the database may not either: ${String(check)}`,
      )
    }
  } finally {
    db.close()
  }
  syncPath(path)
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
