import { eventually } from '../../../server/test/support/eventually.ts'
import { stringAt } from '../../../server/test/support/string-at.ts'
import type { TestApp } from '../../../server/test/support/test-app.ts'
import type { Sample } from './pages-of.ts'

/** A webhook with one delivery that failed once and waits; the receiver has to answer with 503. */
export async function prepareSample(app: TestApp, receiverUrl: string): Promise<Sample> {
  const made = await app.call('POST', '/v1/webhooks', {
    url: receiverUrl,
    name: 'Orders',
    events: ['user.created', 'user.deleted', 'user.updated', 'project.created'],
  })
  const published = await app.call('POST', '/v1/events', {
    type: 'user.created',
    data: { id: 'user_1', amounts: [1, 2.5], nothing: null },
  })
  const event = stringAt(published.body, 'id')
  const delivery = await eventually('a first attempt', async () => {
    const { body } = await app.call('GET', `/v1/events/${event}`)
    const [first] = Object.values(body.deliveries ?? {})
    return Number(first?.['attempts']) > 0 && stringAt(first, 'id')
  })
  return { workspace: app.workspace, webhook: stringAt(made.body, 'id'), event, delivery }
}
