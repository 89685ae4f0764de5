import type { EventType } from '../../domain/event-type.ts'

/** [seed] The six types of the overview, in its order. */
export const encrataEventTypes: readonly EventType[] = [
  entry(
    'lookup.completed',
    'The look-up of an email address is done, and its result can be read.',
    {
      email: 'ada@example.com',
      lookup_id: 'lu_abc123',
    },
  ),
  entry('monitor.run.completed', 'A monitor has run and found something that is not as before.', {
    monitor_id: 'mon_abc123',
    monitor_name: 'Customers in Lisbon',
    run_id: 'run_abc123',
    total_records: 250,
    changes_detected: 3,
    credits_used: 250,
  }),
  entry('apikey.created', 'Somebody made an API key for the workspace.', {
    key_id: 'e861d7cb-1d7f-48d9-ab13-9af06a4055cf',
    name: 'Production',
    key_preview: '...x9f2',
  }),
  entry('apikey.revoked', 'An API key of the workspace is not accepted any more.', {
    key_id: 'e861d7cb-1d7f-48d9-ab13-9af06a4055cf',
    name: 'Production',
    permanent: false,
  }),
  entry('credits.low', 'The workspace’s credits have fallen below the threshold that was set.', {
    credits_remaining: 95,
    threshold: 100,
  }),
  entry('credits.exhausted', 'The workspace has spent its last credit.', { credits_remaining: 0 }),
]

function entry(name: string, description: string, example: object): EventType {
  return { name, description, schema: null, example }
}
