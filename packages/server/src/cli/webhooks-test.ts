import { cellOf, createApiClient } from './api-client.ts'
import type { Command } from './command.ts'
import { findServer, serverOptions } from './find-server.ts'
import { print } from './terminal.ts'

export const webhooksTestCommand: Command = {
  name: 'webhooks test',
  summary: 'Have the server send a test event to a webhook',
  positionals: [{ name: 'id', description: 'the webhook, such as hook_…' }],
  options: serverOptions,
  details: 'Exits with 0 when the receiver answered with a 2xx status, otherwise with 1.',
  async run(args, terminal) {
    const client = createApiClient(findServer(args, terminal), terminal.signal)
    const id = encodeURIComponent(args.positional('id'))
    const delivery = await client.post(`/v1/webhooks/${id}/test`)
    const arrived = cellOf(delivery, 'status') === 'success'
    const outcome = arrived
      ? `arrived, answered ${cellOf(delivery, 'status_code')}`
      : `failed: ${cellOf(delivery, 'error')}`
    print(terminal, `${cellOf(delivery, 'event_id')} ${outcome}`)
    return arrived ? 0 : 1
  },
}
