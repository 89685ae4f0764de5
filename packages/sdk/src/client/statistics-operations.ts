import type { AnswerOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface StatisticsOperations {
  /** What became of deliveries, by webhook and hour. */
  ofWebhooks(query?: QueryOf<'getWebhookStatistics'>): Promise<AnswerOf<'getWebhookStatistics'>>
}

export function createStatisticsOperations(call: OperationCaller): StatisticsOperations {
  return { ofWebhooks: (query) => call('getWebhookStatistics', { query }) }
}
