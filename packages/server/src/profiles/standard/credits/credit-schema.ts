import { Type, type Static } from 'typebox'
import { maxCredits } from '../../../domain/credits.ts'
import type { Id } from '../../../domain/ids.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import type { StoredCredits } from '../../../stores/credit-store.ts'
import { answerObject, idOf, nullable, timestamp } from '../schemas.ts'

export const creditFields = {
  balance: Type.Integer({
    minimum: 0,
    maximum: maxCredits,
    description:
      'What is left to spend. `credits.exhausted` (`{"credits_remaining":0}`) is raised once when ' +
      'it reaches 0, and again only after it was above 0.',
    examples: [250],
  }),
  threshold: nullable(Type.Integer({ minimum: 0, maximum: maxCredits }), {
    description:
      'The line below which credits are low; null: there is none. `credits.low` ' +
      '(`{"credits_remaining":99,"threshold":100}`) is raised once when the balance goes from at or ' +
      'above the threshold to below it, and again only after it was back there. The threshold may ' +
      'be what moves: raising it above the balance crosses the line, too.',
    examples: [100],
  }),
}

export const creditSchema = answerObject(
  {
    workspace: idOf('workspace', 'The workspace whose credits these are.'),
    ...creditFields,
    updated_at: timestamp('When the balance or the threshold was last set or adjusted.'),
  },
  { title: 'Credits', description: 'What a workspace has left to spend in the product.' },
)

export function showCredits(
  workspaceId: Id,
  { balance, threshold, updatedAtMs }: StoredCredits,
): Static<typeof creditSchema> {
  return {
    workspace: formatPublicId('workspace', workspaceId),
    balance,
    threshold,
    updated_at: formatTimestamp(updatedAtMs),
  }
}
