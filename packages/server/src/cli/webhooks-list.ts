import { cellOf, createApiClient, entriesOf } from './api-client.ts'
import type { Command } from './command.ts'
import { findServer, serverOptions } from './find-server.ts'
import { renderColumns } from './render-columns.ts'
import { print } from './terminal.ts'

export const webhooksListCommand: Command = {
  name: 'webhooks list',
  summary: "List the workspace's webhooks",
  positionals: [],
  options: [
    {
      name: 'workspace',
      value: '<id>',
      description: 'the workspace; needed with a key that is good for all of them',
    },
    ...serverOptions,
  ],
  async run(args, terminal) {
    const client = createApiClient(findServer(args, terminal), terminal.signal)
    const workspace = args.option('workspace')
    const query = new URLSearchParams({
      limit: '100',
      ...(workspace === undefined ? {} : { workspace }),
    })
    const webhooks = entriesOf(await client.get(`/v1/webhooks?${query.toString()}`), 'data')
    if (webhooks.length === 0) {
      print(terminal, 'There are no webhooks.')
      return 0
    }
    const rows = webhooks.map((webhook) => [
      cellOf(webhook, 'id'),
      cellOf(webhook, 'active') === 'true' ? 'active' : 'not active',
      cellOf(webhook, 'url'),
      cellOf(webhook, 'events'),
    ])
    print(terminal, renderColumns([['WEBHOOK', 'STATE', 'URL', 'EVENTS'], ...rows]))
    return 0
  },
}
