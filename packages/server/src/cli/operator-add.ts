import { pino } from 'pino'
import type { AppFactory } from '../api/app-factory.ts'
import { loadConfig } from '../config/config.ts'
import { loadSecrets } from '../config/secrets.ts'
import { RequestError } from '../domain/errors.ts'
import { createOperator } from '../management/operators/create-operator.ts'
import { adminKeyNotice } from './admin-key-notice.ts'
import { CommandError, type Command } from './command.ts'
import { readPassword } from './read-password.ts'
import { startError } from './start-error.ts'
import { print } from './terminal.ts'

export function createOperatorAddCommand(createApp: AppFactory): Command {
  return {
    name: 'operator add',
    summary: 'Let somebody sign in to the dashboard with a name and a password',
    positionals: [{ name: 'name', description: 'what they sign in with' }],
    options: [],
    details:
      'For whoever has no key of the server, or has lost it: this works on the database itself, with\n' +
      'the settings of `posthorn serve`. With SQLite the server has to be stopped first.\n' +
      'The password is asked for, or read from the standard input. It has 12 characters or more.\n' +
      'An operator may do everything.',
    async run(args, terminal) {
      const { config } = await loadConfig('serve', terminal.environment, terminal.cwd)
      const name = args.positional('name')
      const password = await readPassword(terminal)
      const log = pino({ level: 'silent' })
      const secrets = loadSecrets(terminal.environment, config.dataDir)
      const app = await createApp({ config, secrets, log }).catch((error: unknown) => {
        throw startError(error, config)
      })
      try {
        if (app.newAdminKey !== null) terminal.stderr.write(adminKeyNotice(app.newAdminKey))
        await createOperator(app.context, { name, password }, null)
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
        throw new CommandError(error.message, { cause: error })
      } finally {
        await app.stop()
      }
      print(terminal, `${name} can sign in.`)
      return 0
    },
  }
}
