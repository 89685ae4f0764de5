import { resolve } from 'node:path'
import { loadConfig } from '../config/config.ts'
import { environmentOnly } from '../config/settings.ts'
import { backUpDatabase } from '../stores/sqlite/backup.ts'
import { StoreError } from '../stores/store-error.ts'
import { CommandError, type Command } from './command.ts'
import { print, type Terminal } from './terminal.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Copy the SQLite database, also while the server runs',
  positionals: [{ name: 'file', description: 'where the copy goes; it must not be there yet' }],
  options: [],
  details:
    'The copy is the database as it is at one moment: everything acknowledged before is in it.\n' +
    'Finds the database as `posthorn serve` does; run it as the same user.\n' +
    '`master.key` is not in the copy: keep it too, and apart from the copies.',
  async run(args, terminal) {
    const { databaseUrl } = environmentOnly
    if (terminal.environment.values.has(databaseUrl.variable)) {
      throw new CommandError(
        `${databaseUrl.variable} is set: back up PostgreSQL with its own tools, such as pg_dump.`,
      )
    }
    const { config } = await loadConfig('serve', terminal.environment, terminal.cwd)
    const target = resolve(terminal.cwd, args.positional('file'))
    await copyTo(target, config.dataDir, terminal)
    print(terminal, `${target} holds the database. master.key is not in it: keep that too.`)
    return 0
  },
}

async function copyTo(target: string, directory: string, terminal: Terminal): Promise<void> {
  const { signal, stderr } = terminal
  try {
    await backUpDatabase({ directory, target, signal, onProgress: tellTenths(stderr) })
  } catch (error) {
    if (signal.aborted) throw new CommandError('Interrupted; no copy was made.', { cause: error })
    throw new CommandError(`No copy was made: ${reasonOf(error)}.`, { cause: error })
  }
}

/** Nine lines at the most, for databases that take their time. */
function tellTenths(stderr: Terminal['stderr']): (done: number) => void {
  let told = 0
  return (done) => {
    const tenths = Math.floor(done * 10)
    if (tenths <= told || tenths === 10) return
    told = tenths
    stderr.write(`${tenths * 10} %\n`)
  }
}

/** What the disk, SQLite or the store say; anything else is a fault of this program. */
function reasonOf(error: unknown): string {
  const isTheirs = error instanceof StoreError || (error instanceof Error && 'code' in error)
  if (isTheirs) return error.message
  throw error
}
