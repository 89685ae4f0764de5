import { Type, type Static } from 'typebox'
import {
  completedWebhook,
  configurationWebhook,
  dataWebhook,
  errorWebhook,
} from '../webhooks/webhook-schema.ts'

const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const longestName = 200

const schemaItem = Type.Object({
  type: Type.Optional(Type.String()),
  associations: flag('Whether records come with what they are associated with.'),
  endgrate_type: Type.Optional(Type.String({ minLength: 1, maxLength: longestName })),
  properties: Type.Optional(Type.Object({})),
  required: Type.Optional(Type.Array(Type.String())),
  title: Type.Optional(
    Type.String({ minLength: 1, maxLength: longestName, description: 'Names what has no type.' }),
  ),
})

/** What all three take, in the order of the document. Fields that are not known are let pass. */
const commonFields = {
  completed_webhook: completedWebhook,
  configuration_webhook: configurationWebhook,
  error_webhook: errorWebhook,
  field_selection: flag('Whether the user may map fields.'),
  prepopulate: Type.Optional(Type.Object({})),
  provider: Type.Optional(Type.String()),
  redirect_url: Type.Optional(Type.String()),
  resource_selection: flag('Whether the user may choose integrations.'),
  save_session: flag('Whether the session is kept for good, and not for 72 hours.'),
  schema: Type.Optional(Type.Array(schemaItem, { maxItems: 100 })),
  schema_selection: flag('Whether the user may choose schemas.'),
  statistics: flag('Whether the user sees statistics of transfers.'),
  webhook_concurrency: flag('Whether callbacks are sent at the same time, not one after another.'),
  bypass_ui: flag('Whether there is nothing for the user to see.'),
}

const pullFields = {
  data_webhook: dataWebhook,
  passthrough_fields: flag('Whether fields may be passed through.'),
  passthrough_schemas: flag('Whether schemas may be passed through.'),
  sync: flag('Whether a transfer brings only what has changed since the one before.'),
}

export const sessionInitiateSchema = Type.Object({ ...commonFields, ...pullFields })
export const pullInitiateSchema = sessionInitiateSchema
/** Records go the other way: `data_webhook` is here only so that it can be refused. */
export const pushInitiateSchema = Type.Object({ ...commonFields, data_webhook: dataWebhook })

export type InitiateBody = Static<typeof sessionInitiateSchema>
