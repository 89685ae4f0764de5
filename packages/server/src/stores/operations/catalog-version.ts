import { onlyRow, sql, type Operation } from './query.ts'

type VersionRow = { value: number }

export function* catalogVersion(): Operation<number> {
  return onlyRow(yield* sql<VersionRow>`SELECT value FROM meta WHERE key = 'catalog_version'`).value
}

/**
 * Makes changes of the catalogue follow each other: what is checked after this stays true until the
 * transaction ends. Writes the value that stands, because that locks its row in every database.
 */
export function* lockCatalog(): Operation<void> {
  yield* sql`UPDATE meta SET value = value WHERE key = 'catalog_version'`
}

/**
 * The version that the change in this transaction makes. One change has one version, and versions
 * become visible in order: `changed…` pages by it.
 */
export function* nextCatalogVersion(): Operation<number> {
  const rows = yield* sql<VersionRow>`
    UPDATE meta SET value = value + 1 WHERE key = 'catalog_version' RETURNING value`
  return onlyRow(rows).value
}

/** A page of catalogue rows, in the order of their last change. */
export interface VersionPage {
  /** Rows that changed after this version. */
  readonly after: number
  readonly limit: number
}
