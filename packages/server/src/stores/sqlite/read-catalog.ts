import { apiKeyOfRow } from '../operations/api-keys.ts'
import type { VersionPage } from '../operations/catalog-version.ts'
import { eventTypeOfRow } from '../operations/event-types.ts'
import { operatorOfRow } from '../operations/operators.ts'
import type { ResultRow } from '../operations/query.ts'
import { createWebhookReader } from '../operations/webhooks.ts'
import { workspaceOfRow } from '../operations/workspaces.ts'
import { nothingChanged, type CatalogChanges } from '../catalog-store.ts'
import { decodeRows, type RowFrame } from './row-frame.ts'
import type { WorkerClient } from './worker-client.ts'
import type { WriterMethods } from './writer-methods.ts'

/** Rows that cross over at once: commits get their turn between two pages. */
const pageSize = 500

/**
 * Reads what changed, page by page. The version is read first: what changes meanwhile may be among
 * the rows already, and comes again with the next call.
 */
export async function readCatalogChanges(
  writer: WorkerClient<WriterMethods>,
  after: number,
): Promise<CatalogChanges> {
  const version = await writer.call('catalogVersion', [])
  if (version === after) return nothingChanged(version)
  return {
    version,
    workspaces: await readPages(
      (page) => writer.call('changedWorkspaces', [page]),
      workspaceOfRow,
      after,
    ),
    webhooks: await readPages(
      (page) => writer.call('changedWebhooks', [page]),
      createWebhookReader(),
      after,
    ),
    eventTypes: await readPages(
      (page) => writer.call('changedEventTypes', [page]),
      eventTypeOfRow,
      after,
    ),
    keys: await readPages((page) => writer.call('changedKeys', [page]), apiKeyOfRow, after),
    operators: await readPages(
      (page) => writer.call('changedOperators', [page]),
      operatorOfRow,
      after,
    ),
  }
}

async function readPages<Row extends ResultRow & { readonly version: number }, Entry>(
  read: (page: VersionPage) => Promise<RowFrame<Row>>,
  entryOfRow: (row: Row) => Entry,
  after: number,
): Promise<Entry[]> {
  const entries: Entry[] = []
  let last = after
  for (;;) {
    const page = await read({ after: last, limit: pageSize })
    for (const row of decodeRows(page)) {
      entries.push(entryOfRow(row))
      last = row.version
    }
    if (page.count < pageSize) return entries
  }
}
