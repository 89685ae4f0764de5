import { Type } from 'typebox'

/** [found] The document's examples ask for 250. */
const usualLimit = 250
const greatestLimit = 500
const deepestOffset = 10_000_000

export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: greatestLimit, description: `${usualLimit} unless told.` }),
  ),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: deepestOffset })),
}

/** Answers are at most about this large; what does not fit is on the next page. */
const mostPageBytes = 16 * 1024 * 1024

/** Takes a page out of a list that is walked through from its beginning. */
export class PageCollector {
  readonly items: Buffer[] = []
  /** Of all items that were walked past. */
  count = 0
  readonly limit: number
  readonly offset: number
  #bytes = 0

  constructor({ limit = usualLimit, offset = 0 }: { limit?: number; offset?: number }) {
    this.limit = limit
    this.offset = offset
  }

  /** Whether the item that comes next belongs to the page. */
  get wantsNext(): boolean {
    const { count, offset, limit, items } = this
    const isInTurn = count === offset + items.length
    return isInTurn && items.length < limit && (items.length === 0 || this.#bytes < mostPageBytes)
  }

  pass(item: Buffer): void {
    if (this.wantsNext) {
      // A copy: the item may be a view into a whole event.
      this.items.push(Buffer.from(item))
      this.#bytes += item.length
    }
    this.count += 1
  }
}

interface PagePlace {
  readonly offset: number
  /** Where that page is; a path with its query. */
  readonly link: string
}

/** `count` is of all there are. `previous` and `next` are null where there is no such page. */
export interface PageMeta {
  readonly count: number
  readonly previous: PagePlace | null
  readonly next: PagePlace | null
}

/** @param path - of this list, with the query that names it and without the page */
export function metaOf({ count, offset, limit, items }: PageCollector, path: string): PageMeta {
  const placeOf = (at: number): PagePlace => ({
    offset: at,
    link: `${path}${path.includes('?') ? '&' : '?'}limit=${limit}&offset=${at}`,
  })
  const after = offset + items.length
  return {
    count,
    previous: offset === 0 ? null : placeOf(Math.max(0, offset - limit)),
    next: items.length > 0 && after < count ? placeOf(after) : null,
  }
}

const placeSchema = Type.Union([
  Type.Object({ offset: Type.Integer(), link: Type.String() }),
  Type.Null(),
])

export const metaSchema = Type.Object({
  count: Type.Integer({ description: 'Of all there are.' }),
  previous: placeSchema,
  next: placeSchema,
})

/** `{"success":true,"meta":{…},"<name>":[…]}`, the items in the bytes that were published. */
export function pageJson(page: PageCollector, name: string, path: string): string {
  const meta = JSON.stringify(metaOf(page, path))
  const items = page.items.map((item) => item.toString('utf8'))
  return `{"success":true,"meta":${meta},${JSON.stringify(name)}:[${items.join(',')}]}`
}

/** A path with those of the parameters that have a value. */
export function pathWith(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}
