import { Type } from 'typebox'
import { RequestError } from '../../domain/errors.ts'
import { defineRoute } from '../../http/route.ts'

/** [found] Needs no key. */
export const integrationsRoute = defineRoute({
  method: 'GET',
  path: '/api/integrations',
  operationId: 'listIntegrations',
  tag: 'Integrations',
  summary: 'Not offered: providers are the product’s own to list',
  scope: null,
  answer: { status: 200, description: 'Never.', schema: Type.Object({}) },
  refusals: ['not_found'],
  async handle() {
    throw new RequestError(
      'not_found',
      'Integrations are not listed here: this server knows sessions and webhooks, and the product itself its providers.',
    )
  },
})
