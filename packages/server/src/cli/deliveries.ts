import { cellOf, createApiClient, entriesOf } from './api-client.ts'
import type { Command } from './command.ts'
import { findServer, serverOptions } from './find-server.ts'
import { renderColumns } from './render-columns.ts'
import { print } from './terminal.ts'

const header = ['DELIVERY', 'EVENT', 'STATUS', 'ATTEMPTS', 'ANSWER', 'DELIVERED', 'ERROR']

export const deliveriesCommand: Command = {
  name: 'deliveries',
  summary: "List a webhook's latest deliveries",
  positionals: [{ name: 'webhook', description: 'the webhook, such as hook_…' }],
  options: [
    {
      name: 'status',
      value: '<status>',
      description: 'only these: pending, success or failed',
    },
    { name: 'limit', value: '<count>', description: 'how many, 20 unless told otherwise' },
    ...serverOptions,
  ],
  async run(args, terminal) {
    const client = createApiClient(findServer(args, terminal), terminal.signal)
    const status = args.option('status')
    const query = new URLSearchParams({
      limit: args.option('limit') ?? '20',
      ...(status === undefined ? {} : { status }),
    })
    const id = encodeURIComponent(args.positional('webhook'))
    const answer = await client.get(`/v1/webhooks/${id}/deliveries?${query.toString()}`)
    const deliveries = entriesOf(answer, 'deliveries')
    if (deliveries.length === 0) {
      print(terminal, 'There are no deliveries.')
      return 0
    }
    const rows = deliveries.map((delivery) => [
      cellOf(delivery, 'id'),
      cellOf(delivery, 'event_id'),
      cellOf(delivery, 'status'),
      cellOf(delivery, 'attempts'),
      cellOf(delivery, 'status_code'),
      cellOf(delivery, 'delivered_at'),
      cellOf(delivery, 'error'),
    ])
    print(terminal, renderColumns([header, ...rows]))
    return 0
  },
}
