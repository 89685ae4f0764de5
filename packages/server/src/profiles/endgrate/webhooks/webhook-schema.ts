import { Type } from 'typebox'

const fields = {
  endpoint: Type.Optional(Type.String({ description: 'Where callbacks are sent.' })),
  url: Type.Optional(Type.String({ description: 'Another name of `endpoint`.' })),
  metadata: Type.Optional(
    Type.Object({}, { description: 'Sent with each callback, as it stands here.' }),
  ),
}

export const completedWebhook = webhook('Is told when a transfer is done.')
export const configurationWebhook = webhook('Is told when the user has set up the session.')
export const errorWebhook = webhook('Is told of each error.')

export const dataWebhook = Type.Optional(
  Type.Object(
    {
      ...fields,
      continuous: Type.Optional(
        Type.Boolean({ description: 'Transfers begin by themselves, every 15 minutes.' }),
      ),
    },
    { description: 'Is told of each batch of records.' },
  ),
)

function webhook(description: string) {
  return Type.Optional(Type.Object(fields, { description }))
}
