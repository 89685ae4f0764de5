import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface WebhookOperations {
  /** The answer is the only one that holds the webhook's `secret`. */
  create(webhook: BodyOf<'createWebhook'>): Promise<AnswerOf<'createWebhook'>>
  list(query?: QueryOf<'listWebhooks'>): Promise<AnswerOf<'listWebhooks'>>
  get(id: string): Promise<AnswerOf<'getWebhook'>>
  /** Changes the fields that are given. */
  update(id: string, changes: BodyOf<'updateWebhook'>): Promise<AnswerOf<'updateWebhook'>>
  delete(id: string): Promise<AnswerOf<'deleteWebhook'>>
  /** Whether a URL would do, by the rules that `create` goes by. */
  checkUrl(body: BodyOf<'checkWebhookUrl'>): Promise<AnswerOf<'checkWebhookUrl'>>
  /** Sends a test event and resolves with what became of it. */
  test(id: string): Promise<AnswerOf<'testWebhook'>>
  /** Sends a test event and looks into the log, to say why nothing arrives. */
  diagnose(id: string): Promise<AnswerOf<'diagnoseWebhook'>>
  /** Newest first. */
  listDeliveries(id: string, query?: QueryOf<'listDeliveries'>): Promise<AnswerOf<'listDeliveries'>>
  /** The old secret stays valid for a day unless told. */
  rotateSecret(id: string, body?: BodyOf<'rotateSecret'>): Promise<AnswerOf<'rotateSecret'>>
  /** For receivers that have changed over before the old secret ends. */
  activateSecret(id: string, body?: BodyOf<'activateSecret'>): Promise<AnswerOf<'activateSecret'>>
  /** Only in profiles whose receivers look it up, such as `endgrate`. */
  showSecret(id: string): Promise<AnswerOf<'showSecret'>>
}

export function createWebhookOperations(call: OperationCaller): WebhookOperations {
  return {
    create: (body) => call('createWebhook', { body }),
    list: (query) => call('listWebhooks', { query }),
    get: (id) => call('getWebhook', { params: { id } }),
    update: (id, body) => call('updateWebhook', { params: { id }, body }),
    checkUrl: (body) => call('checkWebhookUrl', { body }),
    delete: (id) => call('deleteWebhook', { params: { id } }),
    test: (id) => call('testWebhook', { params: { id } }),
    diagnose: (id) => call('diagnoseWebhook', { params: { id } }),
    listDeliveries: (id, query) => call('listDeliveries', { params: { id }, query }),
    rotateSecret: (id, body) => call('rotateSecret', { params: { id }, body }),
    activateSecret: (id, body) => call('activateSecret', { params: { id }, body }),
    showSecret: (id) => call('showSecret', { params: { id } }),
  }
}
