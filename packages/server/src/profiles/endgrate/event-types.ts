import type { EventType } from '../../domain/event-type.ts'

const sessionId = '6566e85e7cf20dca9cef0c0a'
const transferId = '6566e87b7cf20dca9cef0c0d'
const endgrateType = 'crm-contact'

const integrationInfo = {
  name: 'get-contacts',
  display_name: 'Get Contacts',
  method: 'IMPORT',
  endgrate_type: endgrateType,
  supports_associations: true,
}

const providerInfo = {
  name: 'hubspot',
  display_name: 'HubSpot',
  url: 'https://www.hubspot.com',
  image: 'https://images.example.com/hubspot.svg',
  auth_type: 'oauth',
  specific: {},
  endgrate_provider_type: 'CRM',
}

const configuration = {
  endgrate: { provider: 'hubspot', provider_info: providerInfo },
  schemas: {
    [endgrateType]: {
      integration_info: integrationInfo,
      integration: 'get-contacts',
      schema: {
        type: 'object',
        associations: false,
        endgrate_type: endgrateType,
        properties: { email: { type: 'string', title: 'Email' } },
        required: ['email'],
        title: 'Contact',
        session_method: 'IMPORT',
      },
      passthrough_fields: { properties: {}, required: [] },
    },
  },
  passthrough_schemas: {},
}

const data = {
  transfer_id: transferId,
  endgrate: { endgrate_type: endgrateType },
  completed: false,
  transfer_data: [{ id: '101', data: { email: 'ada@example.com' }, associations: {} }],
}

const completed = { transfer_id: transferId, endgrate: { endgrate_type: endgrateType } }

const error = {
  pk: '6566e8a17cf20dca9cef0c12',
  transfer_id: transferId,
  timestamp: '2026-01-15T12:30:00.250Z',
  error_resolve_text: 'The account has to be connected again.',
  error_type: 'authentication',
  resolved: false,
  endgrate: { provider_info: providerInfo, integration_info: integrationInfo },
}

/**
 * [seed] The four callbacks, in the page's order, each with an example of the fields that the
 * product publishes; and what the product itself is asked for.
 */
export const endgrateEventTypes: readonly EventType[] = [
  ofTransfer(
    'endgrate.completed',
    'A transfer is done: every record of it has arrived.',
    completed,
  ),
  entry(
    'endgrate.configuration',
    'A user finished setting up a session, and chose a provider and what to map.',
    configuration,
  ),
  ofTransfer('endgrate.data', 'A batch of records of a transfer arrived.', data),
  ofTransfer(
    'endgrate.error',
    'Something went wrong in a session or in one of its transfers.',
    error,
  ),
  entry(
    'endgrate.transfer.requested',
    'Somebody asked for a transfer, or one is due: the product is to run it.',
    {
      session_id: sessionId,
      endgrate_type: endgrateType,
      transfer_id: transferId,
      direction: 'pull',
      params: {},
      sync: false,
      bypass_rate_limit: false,
    },
  ),
]

/** Webhooks that are given for one transfer find what belongs to it by its id. */
function ofTransfer(name: string, description: string, example: object): EventType {
  return { ...entry(name, description, example), channelField: 'transfer_id' }
}

function entry(name: string, description: string, example: object): EventType {
  return { name, description, schema: null, example }
}
