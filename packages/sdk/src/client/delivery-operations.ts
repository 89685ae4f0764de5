import type { AnswerOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface DeliveryOperations {
  /** A webhook's deliveries by state, type and time, newest first. */
  find(query: QueryOf<'findDeliveries'>): Promise<AnswerOf<'findDeliveries'>>
  /** A delivery with every attempt. */
  get(id: string, query?: QueryOf<'getDelivery'>): Promise<AnswerOf<'getDelivery'>>
  /** Makes a pending delivery due now, and repeats one that has ended as a new delivery. */
  retry(id: string, query?: QueryOf<'retryDelivery'>): Promise<AnswerOf<'retryDelivery'>>
}

export function createDeliveryOperations(call: OperationCaller): DeliveryOperations {
  return {
    find: (query) => call('findDeliveries', { query }),
    get: (id, query) => call('getDelivery', { params: { id }, query }),
    retry: (id, query) => call('retryDelivery', { params: { id }, query }),
  }
}
