import { RequestError, type SchemaMisfit } from '../../../domain/errors.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { rulesOf } from '../../../management/webhook-fields.ts'
import { webhookUrl } from '../../../management/webhook-url.ts'
import { misfit } from '../misfit.ts'
import type { WantedWebhook } from './read-webhooks.ts'

/** What keeps webhooks from being made: told for all of them before the first one is. */
export function webhookFaults(
  context: ManagementContext,
  profile: string,
  webhooks: readonly WantedWebhook[],
): SchemaMisfit[] {
  const rules = rulesOf(context, profile)
  return webhooks.flatMap(({ eventType, url, path }) => {
    if (!rules.openToAllTypes && !rules.eventTypes.some(({ name }) => name === eventType)) {
      return misfit(path.slice(0, 1), `is not offered: ${profile} has no ${eventType}`)
    }
    try {
      webhookUrl(context, rules, url)
      return []
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      return misfit(path, `is refused: ${error.message.replace(/\.$/, '')}`)
    }
  })
}
