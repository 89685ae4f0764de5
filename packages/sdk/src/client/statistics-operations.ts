import type { AnswerOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface StatisticsOperations {
  /** How the whole server fares; needs a key of the server. */
  overview(query?: QueryOf<'getOverview'>): Promise<AnswerOf<'getOverview'>>
  /** What became of deliveries, by webhook and hour. */
  ofWebhooks(query?: QueryOf<'getWebhookStatistics'>): Promise<AnswerOf<'getWebhookStatistics'>>
}

export function createStatisticsOperations(call: OperationCaller): StatisticsOperations {
  return {
    overview: (query) => call('getOverview', { query }),
    ofWebhooks: (query) => call('getWebhookStatistics', { query }),
  }
}
