-- Distributes Posthorn's tables over the workers of a Citus cluster, by workspace. To be run once, by
-- hand, on an empty database, after the first start has made the schema and before anything is
-- published:
--
--     psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f distribute.sql
--
-- Every primary and unique key of these tables holds `workspace_id`, which Citus requires, and they
-- are co-located, so that what belongs to one workspace is joined on one worker.
--
-- What this does not do: `commit_batch` writes the events of many workspaces in one transaction of the
-- coordinator, so commits of one batch reach several workers and are two-phase. Where one coordinator
-- is not enough, run one Posthorn for each cell of workspaces instead: see docs/decisions/010.

SET search_path = posthorn, public;

-- What every node reads whole, or writes once in a while.
SELECT create_reference_table(name)
FROM unnest(ARRAY['meta', 'nodes', 'migrations', 'workspaces', 'api_keys', 'event_types', 'audit',
  'profile_types', 'traffic', 'lane_hints', 'key_checks', 'operators']::text[]) AS name;

-- The largest first; the others go where it went.
SELECT create_distributed_table('events', 'workspace_id');

SELECT create_distributed_table(name, 'workspace_id', colocate_with => 'posthorn.events')
FROM unnest(ARRAY[
  'queue', 'deliveries', 'attempts', 'bodies', 'redeliveries', 'idempotency', 'rollups',
  'events_by_workspace', 'events_by_type', 'events_by_channel', 'events_by_channel_and_type',
  'events_by_subject', 'deliveries_by_webhook',
  'webhooks', 'webhook_health', 'notices', 'lanes', 'credits', 'profile_records', 'portal_links', 'recoveries',
  'erasures', 'inbox', 'rejected_events'
]::text[]) AS name;
