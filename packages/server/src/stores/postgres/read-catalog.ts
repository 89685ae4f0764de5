import { apiKeyOfRow, changedKeys } from '../operations/api-keys.ts'
import { catalogVersion, type VersionPage } from '../operations/catalog-version.ts'
import { changedEventTypes, eventTypeOfRow } from '../operations/event-types.ts'
import { changedOperators, operatorOfRow } from '../operations/operators.ts'
import type { Operation, ResultRow } from '../operations/query.ts'
import { changedWebhooks, createWebhookReader } from '../operations/webhooks.ts'
import { changedWorkspaces, workspaceOfRow } from '../operations/workspaces.ts'
import { nothingChanged, type CatalogChanges } from '../catalog-store.ts'

/** Rows of one answer: more would stop this process for longer while they are read. */
const pageSize = 1000

/** All of one moment: to be run in one snapshot. */
export function* readCatalogChanges(after: number): Operation<CatalogChanges> {
  const version = yield* catalogVersion()
  if (version === after) return nothingChanged(version)
  return {
    version,
    workspaces: yield* readPages(changedWorkspaces, workspaceOfRow, after),
    webhooks: yield* readPages(changedWebhooks, createWebhookReader(), after),
    eventTypes: yield* readPages(changedEventTypes, eventTypeOfRow, after),
    keys: yield* readPages(changedKeys, apiKeyOfRow, after),
    operators: yield* readPages(changedOperators, operatorOfRow, after),
  }
}

function* readPages<Row extends ResultRow & { readonly version: number }, Entry>(
  read: (page: VersionPage) => Operation<readonly Row[]>,
  entryOfRow: (row: Row) => Entry,
  after: number,
): Operation<Entry[]> {
  const entries: Entry[] = []
  let last = after
  for (;;) {
    const rows: readonly Row[] = yield* read({ after: last, limit: pageSize })
    for (const row of rows) entries.push(entryOfRow(row))
    last = rows.at(-1)?.version ?? last
    if (rows.length < pageSize) return entries
  }
}
