import { Type, type Static, type TSchema } from 'typebox'
import type { Id } from '../../domain/ids.ts'
import { formatCursor, readCursor } from '../../http/cursor.ts'
import type { CursorPage } from '../../stores/cursor-page.ts'
import { answerObject, nullable } from './schemas.ts'

const defaultLimit = 20
const maxLimit = 100

const limitQuery = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: maxLimit,
    description: `How many entries a page has; ${defaultLimit} unless told.`,
  }),
)

/** Query fields of a list that is read page by page. */
export const pageQuery = {
  page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The page; the first one is 1.' }),
  ),
  limit: limitQuery,
}

/** Query fields of a list that is read from a cursor on. */
export const cursorQuery = {
  cursor: Type.Optional(
    Type.String({
      description: 'The `next_cursor` of the page before; the list’s start without it.',
    }),
  ),
  limit: limitQuery,
}

export const paginationSchema = answerObject({
  page: Type.Integer(),
  limit: Type.Integer(),
  total: Type.Integer({ description: 'Entries on all pages.' }),
  pages: Type.Integer(),
})

export type Pagination = Static<typeof paginationSchema>

export interface PageRequest {
  readonly page: number
  readonly limit: number
  readonly offset: number
}

export function readPage(query: { page?: number; limit?: number }): PageRequest {
  const { page = 1, limit = defaultLimit } = query
  return { page, limit, offset: (page - 1) * limit }
}

export function paginationOf({ page, limit }: PageRequest, total: number): Pagination {
  return { page, limit, total, pages: Math.ceil(total / limit) }
}

/** A list that is in memory, cut to a page. */
export function pageOf<Item, Shown>(
  items: readonly Item[],
  query: { page?: number; limit?: number },
  show: (item: Item) => Shown,
): { data: Shown[]; pagination: Pagination } {
  const request = readPage(query)
  const { offset, limit } = request
  return {
    data: items.slice(offset, offset + limit).map(show),
    pagination: paginationOf(request, items.length),
  }
}

export function pageAnswer<Item extends TSchema>(item: Item) {
  return answerObject({ data: Type.Array(item), pagination: paginationSchema })
}

/**
 * @param list - names the list for {@link readCursor}: what, whose, by which filters
 */
export function readCursorPage(
  list: string,
  query: { cursor?: string; limit?: number },
): CursorPage {
  const { cursor, limit = defaultLimit } = query
  return { before: cursor === undefined ? null : readCursor(list, cursor), limit }
}

/**
 * Cuts one entry more than the page holds, which shows that there is a next one.
 *
 * @param items - read with `limit + 1`
 */
export function cursorPageOf<Item extends { readonly id: Id }, Shown>(
  list: string,
  { items, limit }: { readonly items: readonly Item[]; readonly limit: number },
  show: (item: Item) => Shown,
): { data: Shown[]; next_cursor: string | null } {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = items.length > limit && last !== undefined
  return {
    data: shown.map(show),
    next_cursor: hasMore ? formatCursor(list, last.id) : null,
  }
}

export function cursorAnswer<Item extends TSchema>(item: Item) {
  return answerObject({
    data: Type.Array(item),
    next_cursor: nullable(Type.String(), {
      description: 'Pass it as `cursor` for the next page; null on the last one.',
    }),
  })
}
