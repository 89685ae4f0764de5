/** What there is to look at. */
export interface Sample {
  readonly workspace: string
  readonly webhook: string
  readonly event: string
  readonly delivery: string
}

export interface KnownPage {
  readonly name: string
  readonly path: string
  /** What is on it once it is whole. */
  readonly content: string
  /** What it says where there is nothing; undefined: it is not a list. */
  readonly empty?: string
  /** True: it has nothing to read, and so nothing to wait for. */
  readonly isFixed?: boolean
}

/** Every page behind the sign-in. A page that is missing here is not looked at: add it. */
export function pagesOf({ workspace, webhook, event, delivery }: Sample): readonly KnownPage[] {
  const base = `/workspaces/${workspace}`
  const path = `${base}/webhooks/${webhook}`
  return [
    {
      name: 'overview',
      path: '/overview',
      content: 'Busiest webhooks',
      empty: 'No delivery has failed in this time.',
    },
    {
      name: 'all-events',
      path: '/events',
      content: 'user.created',
      empty: 'Nothing was published yet',
    },
    {
      name: 'all-events-none',
      path: '/events?type=user.suspended',
      content: 'No event fits these filters.',
      empty: 'No event fits these filters.',
    },
    { name: 'find-event', path: `/events/${event}`, content: '"nothing": null' },
    { name: 'find-no-event', path: '/events/evt_1', content: 'There is no such event' },
    {
      name: 'workspaces',
      path: '/workspaces',
      content: 'Profile of new webhooks',
    },
    {
      name: 'workspaces-none',
      path: '/workspaces?search=nobody',
      content: 'No such workspace',
      empty: 'No such workspace',
    },
    {
      name: 'operators',
      path: '/operators',
      content: 'No operators yet',
      empty: 'No operators yet',
    },
    { name: 'profiles', path: '/profiles', content: 'Delays before retries' },
    {
      name: 'webhooks',
      path: `${base}/webhooks`,
      content: 'user.created and 3 more',
      empty: 'No webhooks yet',
    },
    { name: 'new-webhook', path: `${base}/webhooks/new`, content: 'A project was started.' },
    { name: 'webhook', path, content: 'next attempt' },
    { name: 'verify', path: `${path}/verify`, content: 'Verify in your code' },
    {
      name: 'delivery',
      path: `${path}/deliveries/${delivery}`,
      content: 'The receiver failed (503)',
    },
    {
      name: 'deliveries',
      path: `${base}/deliveries`,
      content: 'next attempt',
      empty: 'Nothing was sent yet',
    },
    {
      name: 'deliveries-none',
      path: `${base}/deliveries?status=success`,
      content: 'No delivery fits these filters.',
      empty: 'No delivery fits these filters.',
    },
    {
      name: 'events',
      path: `${base}/events`,
      content: 'user.created',
      empty: 'Nothing was published yet',
    },
    {
      name: 'rejected',
      path: `${base}/events?show=rejected`,
      content: 'Nothing was rejected',
      empty: 'Nothing was rejected',
    },
    { name: 'event', path: `${base}/events/${event}`, content: '"nothing": null' },
    { name: 'event-types', path: `${base}/event-types`, content: 'user.created' },
    { name: 'keys', path: `${base}/keys`, content: 'Active', empty: 'No API keys yet' },
    { name: 'nowhere', path: '/nowhere', content: 'There is no such page', isFixed: true },
    { name: 'no-webhook', path: `${base}/webhooks/hook_1`, content: 'There is no such webhook' },
    { name: 'no-event', path: `${base}/events/evt_1`, content: 'There is no such event' },
    {
      name: 'no-delivery',
      path: `${path}/deliveries/del_1`,
      content: 'There is no such delivery',
    },
  ]
}
