import { cellOf, createApiClient } from './api-client.ts'
import { CommandError, type Command } from './command.ts'
import { findServer, serverOptions } from './find-server.ts'
import { dataOptions, readData, readPiped } from './read-data.ts'
import { print, type Terminal } from './terminal.ts'

export const publishCommand: Command = {
  name: 'publish',
  summary: 'Publish an event to a running server',
  positionals: [],
  options: [
    { name: 'type', value: '<type>', description: 'such as user.created', isRequired: true },
    ...dataOptions,
    {
      name: 'workspace',
      value: '<id>',
      description: 'the workspace; needed with a key that is good for all of them',
    },
    {
      name: 'id',
      value: '<id>',
      description: 'your own id of the event: publishing it again does nothing',
    },
    ...serverOptions,
  ],
  details: 'Without --data and --file, the data is read from what is piped in.',
  async run(args, terminal) {
    const data = (await readData(args, terminal)) ?? (await readPipedOrRefuse(terminal))
    const fields = {
      workspace: args.option('workspace'),
      type: args.required('type'),
      id: args.option('id'),
    }
    // The data goes out in the text that came, not as JavaScript would write it.
    const body = `${JSON.stringify(fields).slice(0, -1)},"data":${data}}`
    const client = createApiClient(findServer(args, terminal), terminal.signal)
    const answer = await client.post('/v1/events', body)
    print(terminal, `Published ${cellOf(answer, 'id')}`)
    return 0
  },
}

/** A terminal would be waited on without a word. */
async function readPipedOrRefuse(terminal: Terminal): Promise<string> {
  if (terminal.stdin.isTTY !== true) return readPiped(terminal)
  throw new CommandError('There is no data: give it with --data or --file.')
}
