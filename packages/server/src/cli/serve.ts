import type { Logger } from 'pino'
import type { App, AppFactory } from '../api/app-factory.ts'
import { loadConfig, type Config } from '../config/config.ts'
import type { Environment } from '../config/read-environment.ts'
import { loadSecrets, type Secrets } from '../config/secrets.ts'
import { roles, settings } from '../config/settings.ts'
import { version } from '../config/version.ts'
import { adminKeyNotice } from './admin-key-notice.ts'
import type { Command } from './command.ts'
import { describeSettings } from './describe-settings.ts'
import { aborted, createLogger } from './server-process.ts'
import { startError } from './start-error.ts'
import type { Terminal } from './terminal.ts'

export function createServeCommand(createApp: AppFactory): Command {
  return {
    name: 'serve',
    summary: 'Run the server',
    positionals: [],
    options: [
      {
        name: 'role',
        value: roles.join('|'),
        description: `What this server does; in place of ${settings.role.variable}`,
      },
    ],
    details: describeSettings('serve'),
    async run(args, terminal) {
      const environment = withRole(terminal.environment, args.option('role'))
      const { config, warnings } = await loadConfig('serve', environment, terminal.cwd)
      const log = createLogger(config.logLevel, terminal.stdout)
      for (const warning of warnings) log.warn(warning)
      const secrets = loadSecrets(terminal.environment, config.dataDir)
      const app = await start({ createApp, config, secrets, log, terminal })
      await aborted(terminal.signal)
      log.info({ graceMs: config.shutdownGraceMs }, 'stopping')
      await app.stop()
      log.info('stopped')
      return 0
    },
  }
}

function withRole(environment: Environment, role: string | undefined): Environment {
  if (role === undefined) return environment
  return {
    ...environment,
    values: new Map([...environment.values, [settings.role.variable, role]]),
  }
}

interface Start {
  readonly createApp: AppFactory
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
  readonly terminal: Terminal
}

async function start({ createApp, config, secrets, log, terminal }: Start): Promise<App> {
  let app: App | null = null
  try {
    app = await createApp({ config, secrets, log })
    // Beside the log, not in it: logs are kept, and this key is shown once.
    if (app.newAdminKey !== null) terminal.stderr.write(adminKeyNotice(app.newAdminKey))
    const { host } = config
    const port = await app.listen({ host, port: config.port })
    log.info({ version, role: config.role, host, port }, 'listening')
    return app
  } catch (error) {
    await app?.stop()
    throw startError(error, config)
  }
}
