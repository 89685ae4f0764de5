import type { ListedWorkspace } from '@posthorn/sdk/client'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { TimeBounds } from '../components/time-span.ts'
import { posthorn } from './client.ts'
import { readEvent } from './read-event.ts'

/*
 * What pages read, each under a key that begins with what it is about, so that a change can say
 * what is out of date: `queryClient.invalidateQueries({ queryKey: ['webhooks'] })`.
 */

/** The most entries that the API gives at once. */
const fullPage = 100
/** How often a search goes on by itself before it asks whether to. */
const mostRounds = 20
const listEveryMs = 15_000
const newestEveryMs = 3_000
const watchEveryMs = 1_500

interface Listed<Item> {
  readonly data: readonly Item[]
  readonly pagination: { readonly total: number; readonly pages: number }
}

export type OverviewSpan = 'hour' | 'day' | 'week'

export interface DeliveryFilter {
  /** Its id; undefined: all webhooks of the workspace. */
  readonly webhook: string | undefined
  readonly status: 'pending' | 'success' | 'failed' | undefined
  readonly eventType: string | undefined
  /** RFC 3339 */
  readonly from: string | undefined
  readonly to: string | undefined
}

/** @param search - a part of their names, or an id; empty: all of them */
export const workspacesQuery = (page: number, search: string) =>
  queryOptions({
    queryKey: ['workspaces', { page, search }],
    queryFn: (): Promise<Listed<ListedWorkspace>> =>
      posthorn.workspaces.list({ page, limit: 50, search }),
    placeholderData: keepPreviousData,
  })

export const workspaceQuery = (id: string) =>
  queryOptions({ queryKey: ['workspaces', id], queryFn: () => posthorn.workspaces.get(id) })

export const webhooksQuery = (workspace: string, page: number) =>
  queryOptions({
    queryKey: ['webhooks', { workspace, page }],
    queryFn: () => posthorn.webhooks.list({ workspace, page, limit: 50 }),
    placeholderData: keepPreviousData,
    refetchInterval: listEveryMs,
  })

/** What the webhooks of a workspace are called, by their ids; of very many the first thousand. */
export const webhookNamesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['webhooks', 'names', { workspace }],
    queryFn: async () => {
      const names = new Map<string, string>()
      for (let page = 1, pages = 1; page <= Math.min(pages, 10); page += 1) {
        const { data, pagination } = await posthorn.webhooks.list({
          workspace,
          page,
          limit: fullPage,
        })
        for (const { id, name, url } of data) names.set(id, name ?? url)
        pages = pagination.pages
      }
      return names
    },
  })

export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', id], queryFn: () => posthorn.webhooks.get(id) })

/** @param webhook - left out: all of the workspace */
export const statisticsQuery = (workspace: string, webhook?: string) =>
  queryOptions({
    queryKey: ['statistics', { workspace, webhook }],
    queryFn: () => posthorn.statistics.ofWebhooks({ workspace, webhook }),
    refetchInterval: webhook === undefined ? listEveryMs : newestEveryMs,
  })

/** How the whole server fares. */
export const overviewQuery = (span: OverviewSpan | TimeBounds) =>
  queryOptions({
    queryKey: ['overview', { span }],
    queryFn: () => posthorn.statistics.overview(typeof span === 'string' ? { span } : span),
    placeholderData: keepPreviousData,
    refetchInterval: listEveryMs,
  })

export const profilesQuery = queryOptions({
  queryKey: ['profiles'],
  queryFn: () => posthorn.profiles.list({ limit: fullPage }),
  staleTime: Infinity,
})

/** The whole catalogue that webhooks of a profile may choose from. */
export const eventTypesQuery = (workspace: string, profile: string) =>
  queryOptions({
    queryKey: ['event-types', { workspace, profile }],
    queryFn: async () => {
      const types = []
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const query = { workspace, profile, page, limit: fullPage }
        const { data, pagination } = await posthorn.eventTypes.list(query)
        types.push(...data)
        pages = pagination.pages
      }
      return types
    },
  })

/** A page of deliveries from a cursor on; null: the newest ones, which are looked for again and again. */
export const deliveriesQuery = (workspace: string, filter: DeliveryFilter, cursor: string | null) =>
  queryOptions({
    queryKey: ['deliveries', { workspace, ...filter, cursor }],
    queryFn: ({ signal }) => findDeliveries(workspace, filter, { cursor, signal }),
    placeholderData: keepPreviousData,
    // A search by type may go through all that there is, which is not done again and again.
    refetchInterval: cursor === null && filter.eventType === undefined ? newestEveryMs : false,
  })

function findDeliveries(
  workspace: string,
  { webhook, status, eventType: event_type, from, to }: DeliveryFilter,
  { cursor, signal }: { readonly cursor: string | null; readonly signal: AbortSignal },
) {
  const query = { workspace, webhook, status, event_type, from, to, limit: 50 }
  const find = (at: string | null) =>
    posthorn.deliveries.find({ ...query, cursor: at ?? undefined })
  return searchOn(find, { cursor, signal })
}

interface CursorAnswer {
  readonly data: readonly unknown[]
  readonly next_cursor: string | null
}

/** A search by type looks at so many for each answer; where it found none, it goes on from there. */
async function searchOn<Answer extends CursorAnswer>(
  find: (cursor: string | null) => Promise<Answer>,
  { cursor, signal }: { readonly cursor: string | null; readonly signal: AbortSignal },
): Promise<Answer> {
  let page = await find(cursor)
  for (let round = 1; round < mostRounds && !signal.aborted; round += 1) {
    if (page.data.length > 0 || page.next_cursor === null) break
    page = await find(page.next_cursor)
  }
  return page
}

export const deliveryQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ['deliveries', id],
    queryFn: () => posthorn.deliveries.get(id, { workspace }),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? watchEveryMs : false),
  })

/** How many deliveries of a webhook still wait. */
export const waitingQuery = (webhook: string) =>
  queryOptions({
    queryKey: ['deliveries', 'waiting', webhook],
    queryFn: async () => {
      const query = { status: 'pending', limit: 1 } as const
      return (await posthorn.webhooks.listDeliveries(webhook, query)).pagination?.total ?? 0
    },
    staleTime: 0,
  })

export const keysQuery = (workspace: string, page: number) =>
  queryOptions({
    queryKey: ['keys', { workspace, page }],
    queryFn: () => posthorn.keys.list(workspace, { page, limit: 50 }),
    placeholderData: keepPreviousData,
  })

export const operatorsQuery = (page: number) =>
  queryOptions({
    queryKey: ['operators', { page }],
    queryFn: () => posthorn.operators.list({ page, limit: 50 }),
    placeholderData: keepPreviousData,
  })

export interface EventListFilter {
  readonly type: string | undefined
  /** RFC 3339 */
  readonly from: string | undefined
  readonly to: string | undefined
}

/**
 * A page of events from a cursor on; null: the newest ones.
 *
 * @param workspace - null: all of them
 */
export const eventsQuery = (
  workspace: string | null,
  filter: EventListFilter,
  cursor: string | null,
) =>
  queryOptions({
    queryKey: ['events', { workspace, ...filter, cursor }],
    queryFn: ({ signal }) => {
      const query = { workspace: workspace ?? undefined, ...filter, limit: 50 }
      const find = (at: string | null) =>
        posthorn.events.list({ ...query, cursor: at ?? undefined })
      return searchOn(find, { cursor, signal })
    },
    placeholderData: keepPreviousData,
  })

export const rejectedEventsQuery = (workspace: string, cursor: string | null) =>
  queryOptions({
    queryKey: ['rejected-events', { workspace, cursor }],
    queryFn: () =>
      posthorn.events.listRejected({ workspace, limit: 50, cursor: cursor ?? undefined }),
    placeholderData: keepPreviousData,
  })

/** For an operator, who knows nothing of an event but its id. */
export const workspaceOfEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['events', 'workspace', id],
    queryFn: async () => (await posthorn.events.get(id)).workspace,
  })

export const eventQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ['events', id],
    queryFn: () => readEvent(workspace, id),
    refetchInterval: ({ state }) =>
      state.data?.event.deliveries.some(({ status }) => status === 'pending') === true
        ? watchEveryMs
        : false,
  })

/** Every type that the workspace knows, of whichever profile. */
export const allEventTypesQuery = (workspace: string, page: number) =>
  queryOptions({
    queryKey: ['event-types', { workspace, page }],
    queryFn: () => posthorn.eventTypes.list({ workspace, page, limit: fullPage }),
    placeholderData: keepPreviousData,
  })

/** The latest of a webhook, whose progress is looked at while it runs. */
export const recoveriesQuery = (workspace: string, webhook: string) =>
  queryOptions({
    queryKey: ['recoveries', { webhook }],
    queryFn: () => posthorn.recoveries.list({ workspace, webhook, limit: 1 }),
    refetchInterval: ({ state }) =>
      state.data?.data[0]?.state === 'running' ? watchEveryMs : false,
  })
