import { resolve } from 'node:path'
import { clientVariables, settings } from '../config/settings.ts'
import { readDevFile } from '../dev/dev-file.ts'
import { CommandError, type CommandOption } from './command.ts'
import type { Arguments } from './parse-arguments.ts'
import type { Terminal } from './terminal.ts'

export interface ServerAddress {
  readonly url: string
  readonly key: string
}

const usualUrl = 'http://127.0.0.1:8080'

export const serverOptions: readonly CommandOption[] = [
  {
    name: 'url',
    value: '<url>',
    description: `the server; also ${clientVariables.url.variable}`,
  },
  { name: 'key', value: '<key>', description: `the API key; also ${clientVariables.key.variable}` },
]

/**
 * Where the server is and which key it takes: from the options, from the environment, or from what
 * `posthorn dev` left in this directory. A key that was found is sent only to the server it is for.
 */
export function findServer(args: Arguments, { environment, cwd }: Terminal): ServerAddress {
  const dataDir = environment.values.get(settings.dataDir.variable) ?? settings.dataDir.defaults.dev
  const dev = readDevFile(resolve(cwd, dataDir))
  const chosen = args.option('url') ?? environment.values.get(clientVariables.url.variable)
  const url = chosen ?? dev?.url ?? usualUrl
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CommandError(`"${url}" is not the URL of a server, such as ${usualUrl}.`)
  }
  const isDev = dev !== null && new URL(dev.url).origin === new URL(url).origin
  const key =
    args.option('key') ??
    environment.values.get(clientVariables.key.variable) ??
    (isDev ? dev.key : undefined)
  if (key === undefined) {
    throw new CommandError(
      `No API key: give one with --key or ${clientVariables.key.variable}, ` +
        'or run this where `posthorn dev` runs.',
    )
  }
  return { url, key }
}
