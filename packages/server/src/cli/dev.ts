import { relative } from 'node:path'
import type { AppFactory } from '../api/app-factory.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { loadSecrets } from '../config/secrets.ts'
import { version } from '../config/version.ts'
import { startDev, type DevServer } from '../dev/start-dev.ts'
import type { Command } from './command.ts'
import { describeSettings } from './describe-settings.ts'
import { renderColumns } from './render-columns.ts'
import { aborted, createLogger } from './server-process.ts'
import { startError } from './start-error.ts'
import { bold, dim, print, type Terminal } from './terminal.ts'

export function createDevCommand(createApp: AppFactory): Command {
  return {
    name: 'dev',
    summary: 'Run a server to play with: plain HTTP, loopback, and an inbox for what arrives',
    positionals: [],
    options: [],
    details: describeSettings('dev'),
    async run(_args, terminal) {
      const { config, warnings } = await loadConfig('dev', terminal.environment, terminal.cwd)
      for (const warning of warnings) terminal.stderr.write(`${warning}\n`)
      const secrets = loadSecrets(terminal.environment, config.dataDir)
      const log = createLogger(config.logLevel, terminal.stderr)
      const starting = startDev({ createApp, config, secrets, log })
      const server = await starting.catch((error: unknown) => {
        throw startError(error, config)
      })
      print(terminal, describeServer(terminal, server, config))
      await aborted(terminal.signal)
      await server.stop()
      print(terminal, 'Stopped. Start again, and all is still there.')
      return 0
    },
  }
}

function describeServer(
  terminal: Terminal,
  { origin, key }: DevServer,
  { dataDir, devSpeedup }: Config,
): string {
  const rows = [
    ['Inbox', `${origin}/inbox`],
    ['Dashboard', `${origin}/dashboard`],
    ['API', `${origin}/v1`],
    ['Documentation', `${origin}/docs`],
    ['Key', key],
    ['Data', `${relative(terminal.cwd, dataDir) || '.'}/`],
    ...(devSpeedup === 1 ? [] : [['Retries', `${devSpeedup} times as fast`]]),
  ]
  return [
    '',
    `  ${bold(terminal, `Posthorn ${version}`)}`,
    '',
    renderColumns(rows, '  '),
    '',
    '  Publish an event, and watch it arrive in the inbox:',
    '',
    curl(origin, key),
    '',
    dim(terminal, '  Ctrl-C stops it.'),
    '',
  ].join('\n')
}

function curl(origin: string, key: string): string {
  return [
    `curl ${origin}/v1/events`,
    `  -H 'Authorization: Bearer ${key}'`,
    `  -H 'Content-Type: application/json'`,
    `  -d '{"type":"user.created","data":{"id":"user_123","name":"Ada Lovelace"}}'`,
  ]
    .map((line) => `  ${line}`)
    .join(' \\\n')
}
