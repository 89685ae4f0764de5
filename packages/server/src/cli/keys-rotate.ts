import { setTimeout as pause } from 'node:timers/promises'
import { createApiClient, entriesOf, fieldOf, type ApiClient } from './api-client.ts'
import { CommandError, type Command } from './command.ts'
import { findServer, serverOptions } from './find-server.ts'
import { print, type Terminal } from './terminal.ts'

const path = '/v1/master-key'
const askEveryMs = 250

export const keysRotateCommand: Command = {
  name: 'keys rotate',
  summary: 'Have the server change its master key',
  positionals: [],
  options: serverOptions,
  details:
    'The server puts a new key into `master.key` and seals everything anew while it works on.\n' +
    'Waits until that is done; when it is interrupted, the server goes on by itself.\n' +
    'Needs a key of the server. Keep the former key with the backups that were made under it.',
  async run(args, terminal) {
    const client = createApiClient(findServer(args, terminal), terminal.signal)
    await client.post(`${path}/rotate`)
    const status = await untilSealed(client, terminal)
    const unreadable = countAt(status, 'unreadable')
    const name = String(fieldOf(status, 'name'))
    print(terminal, `${countAt(status, 'sealed') - unreadable} secrets are sealed under ${name}.`)
    if (unreadable > 0) {
      print(
        terminal,
        `${unreadable} are damaged: no key unseals them. The server's log says what to do.`,
      )
      return 1
    }
    const former = entriesOf(status, 'former_names').join(', ')
    if (former !== '') print(terminal, `${former} leaves master.key within a minute.`)
    return 0
  },
}

async function untilSealed(client: ApiClient, { signal, stderr }: Terminal): Promise<unknown> {
  let told = -1
  for (;;) {
    const status = await client.get(path)
    const remaining = countAt(status, 'remaining') - countAt(status, 'unreadable')
    if (remaining <= 0) return status
    if (remaining !== told) stderr.write(`${remaining} secrets remain.\n`)
    told = remaining
    await pause(askEveryMs, undefined, { signal }).catch((error: unknown) => {
      throw new CommandError('Interrupted. The server goes on by itself.', { cause: error })
    })
  }
}

function countAt(status: unknown, name: string): number {
  const count = fieldOf(status, name)
  if (typeof count === 'number') return count
  throw new CommandError(`The server's answer has no \`${name}\`: is it Posthorn of this version?`)
}
