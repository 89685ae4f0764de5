import { fragment, sql, type Operation, type Query } from './query.ts'

/**
 * Removes what a workspace without events still has, about `limit` rows of a table; how many. Rows
 * that have to stay, because other nodes learn from them what was deleted, keep their ids and times.
 */
export function* eraseWorkspaceRest(workspace: Uint8Array, limit: number): Operation<number> {
  const ofWorkspace = fragment`workspace_id = ${workspace}`
  const inbox = yield* sql`DELETE FROM inbox WHERE ${ofWorkspace} RETURNING seq`
  const rejected = yield* sql`DELETE FROM rejected_events WHERE ${ofWorkspace} RETURNING id`
  const records = yield* eraseRecords(ofWorkspace, limit)
  const recoveries = yield* sql`DELETE FROM recoveries WHERE ${ofWorkspace} RETURNING id`
  const eventTypes = yield* sql`DELETE FROM event_types WHERE ${ofWorkspace} RETURNING name`
  const links = yield* sql`DELETE FROM portal_links WHERE ${ofWorkspace} RETURNING id`
  const credits = yield* sql`DELETE FROM credits WHERE ${ofWorkspace} RETURNING workspace_id`
  const webhooks = yield* emptyWebhooks(ofWorkspace)
  const tombstones = yield* emptyTombstones(workspace)
  const audit = yield* emptyAudit(ofWorkspace, limit)
  const gone = [inbox, rejected, recoveries, eventTypes, links, credits].flat().length
  return gone + records + webhooks + tombstones + audit
}

/** Its keys begin with the profile, so each profile is a range of its own. */
function* eraseRecords(ofWorkspace: Query, limit: number): Operation<number> {
  const profiles = yield* sql<{ profile: string }>`
    WITH RECURSIVE known (profile) AS (
      SELECT MIN(profile) FROM profile_records
      UNION ALL
      SELECT (SELECT MIN(profile) FROM profile_records WHERE profile > known.profile)
      FROM known WHERE known.profile IS NOT NULL
    )
    SELECT profile FROM known WHERE profile IS NOT NULL`
  let erased = 0
  for (const { profile } of profiles) {
    const rows = yield* sql`
      DELETE FROM profile_records
      WHERE profile = ${profile} AND ${ofWorkspace} AND (kind, id) IN (
        SELECT kind, id FROM profile_records
        WHERE profile = ${profile} AND ${ofWorkspace} LIMIT ${limit}
      ) RETURNING id`
    erased += rows.length
  }
  return erased
}

function* emptyWebhooks(ofWorkspace: Query): Operation<number> {
  const webhooks = yield* sql`
    UPDATE webhooks SET state = 'deleted', state_reason = NULL, url = '', name = NULL,
      description = '', event_types = '[]', channels = '[]', secrets = '[]',
      retry_delays_ms = NULL, profile_data = NULL, custom_headers = NULL, tls = NULL,
      rate_limit = NULL
    WHERE ${ofWorkspace} AND url <> '' RETURNING id`
  // An attempt that was on the wire may have written some of these after the first look.
  const isOfWebhook = fragment`webhook_id IN (SELECT id FROM webhooks WHERE ${ofWorkspace})`
  yield* sql`
    DELETE FROM lanes WHERE id IN (SELECT lane_id FROM webhooks WHERE ${ofWorkspace})`
  yield* sql`DELETE FROM rollups WHERE ${isOfWebhook}`
  yield* sql`DELETE FROM webhook_health WHERE ${isOfWebhook}`
  const notices = yield* sql`DELETE FROM notices WHERE ${isOfWebhook} RETURNING type`
  return webhooks.length + notices.length
}

function* emptyTombstones(workspace: Uint8Array): Operation<number> {
  const keys = yield* sql`
    UPDATE api_keys SET name = '', preview = ''
    WHERE workspace_id = ${workspace} AND name <> '' RETURNING id`
  const workspaces = yield* sql`
    UPDATE workspaces SET name = '' WHERE id = ${workspace} AND name <> '' RETURNING id`
  return keys.length + workspaces.length
}

/** Who did what, and when, stays; types of events are named by their own names. */
function* emptyAudit(ofWorkspace: Query, limit: number): Operation<number> {
  const rows = yield* sql`
    UPDATE audit SET detail = '{}',
      target_id = CASE WHEN action LIKE 'event_type.%' THEN '' ELSE target_id END
    WHERE id IN (
      SELECT id FROM audit
      WHERE ${ofWorkspace}
        AND (detail <> '{}' OR (action LIKE 'event_type.%' AND target_id <> ''))
      LIMIT ${limit}
    ) RETURNING id`
  return rows.length
}
