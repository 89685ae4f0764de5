-- Ids are UUIDv7 as 16 bytes, times are milliseconds since 1970 UTC, flags are 0 or 1.
-- Small codes stand for words; `stores/codes.ts` lists them.
-- The order of columns matters on wide rows: what is searched stands before what may spill into
-- overflow pages, so that a scan never reads them.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES
  -- Raised by every change to workspaces, webhooks, event_types and api_keys.
  ('catalog_version', 0),
  -- How far the background step has read `events` and `deliveries`, as their `seq`.
  ('events_indexed_seq', 0),
  ('deliveries_indexed_seq', 0),
  -- Which of the two idempotency tables takes new keys, and since when.
  ('idempotency_generation', 0),
  ('idempotency_turned_at_ms', 0);

-- Processes that use this database. A node's epoch grows each time it starts, so that what an
-- earlier run held in memory can be told from what this one holds.
CREATE TABLE nodes (
  id INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL
) STRICT;

-- The catalogue. `version` is the catalogue version of a row's last change and is indexed, so that
-- a node asks for what changed and gets no more.

CREATE TABLE workspaces (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  default_profile TEXT NOT NULL,
  open_catalogue INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX workspaces_version ON workspaces (version);

CREATE TABLE webhooks (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  workspace_id BLOB NOT NULL,
  profile TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'deleted')),
  state_reason TEXT,
  lane_id BLOB NOT NULL,
  url TEXT NOT NULL,
  name TEXT,
  description TEXT NOT NULL,
  event_types TEXT NOT NULL, -- JSON array of strings
  channels TEXT NOT NULL, -- JSON array of strings
  secrets TEXT NOT NULL, -- JSON array of sealed secrets, newest first
  retry_delays_ms TEXT, -- JSON array of numbers
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  created_by BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX webhooks_version ON webhooks (version);
-- Counts the active webhooks of a profile when one more is asked for.
CREATE INDEX webhooks_active ON webhooks (workspace_id, profile) WHERE state = 'active';

-- `workspace_id` is empty, not NULL, for a type that every workspace knows: NULLs are never equal,
-- and the primary key would let the same name in twice.
CREATE TABLE event_types (
  workspace_id BLOB NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  description TEXT NOT NULL,
  schema TEXT, -- JSON
  example TEXT, -- JSON
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER,
  PRIMARY KEY (workspace_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_types_version ON event_types (version);

CREATE TABLE api_keys (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  workspace_id BLOB,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  preview TEXT NOT NULL,
  scopes TEXT NOT NULL, -- JSON array of strings
  created_at_ms INTEGER NOT NULL,
  created_by BLOB,
  expires_at_ms INTEGER,
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_version ON api_keys (version);

CREATE TABLE audit (
  id BLOB PRIMARY KEY,
  workspace_id BLOB,
  at_ms INTEGER NOT NULL,
  actor_key_id BLOB,
  action TEXT NOT NULL,
  target_id TEXT NOT NULL,
  detail TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_workspace ON audit (workspace_id, id);

-- One row for each lane. A resting lane changes its row here and nothing in the queue.
CREATE TABLE lanes (
  id BLOB PRIMARY KEY,
  workspace_id BLOB NOT NULL,
  ordered INTEGER NOT NULL DEFAULT 0,
  -- The node that sends for an ordered or rate-limited lane; NULL: any node does.
  owner INTEGER,
  epoch INTEGER,
  next_seq INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resting', 'paused')),
  state_until_ms INTEGER,
  rate_limit INTEGER,
  rate_period_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Events published inside somebody else's transaction wait here to be fanned out.
CREATE TABLE inbox (
  seq INTEGER PRIMARY KEY,
  event_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  type TEXT NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL,
  channels TEXT, -- JSON array of strings
  idempotency_key BLOB,
  fingerprint BLOB,
  data BLOB NOT NULL
) STRICT;

-- The journal. `seq` is the order in which events were written; the background step follows it, so
-- whoever deletes the newest rows lowers its watermark: SQLite gives their numbers again.
-- Rows are wide, which is why the key is an index beside the table and not the table itself.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  type TEXT NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL,
  is_test INTEGER NOT NULL,
  channels TEXT, -- JSON array of strings; NULL: none
  data BLOB NOT NULL
) STRICT;

-- Starts with the time-ordered id, so new entries go to its end.
CREATE UNIQUE INDEX events_id ON events (id, workspace_id);

-- Deliveries that have not ended: held (0), parked (1) or scheduled (2). Only held rows have an
-- owner. Rows are small and are found, changed and deleted by their key: the key is the table.
CREATE TABLE queue (
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  event_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  lane_id BLOB NOT NULL,
  state INTEGER NOT NULL,
  owner INTEGER,
  epoch INTEGER,
  lane_seq INTEGER, -- order within an ordered lane
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at_ms INTEGER,
  retry_of BLOB,
  PRIMARY KEY (id, workspace_id)
) STRICT, WITHOUT ROWID;

-- A held row is in none of these: the common delivery is born held and deleted, and costs the key
-- alone. `webhook_id` lets the backlog of one webhook in a shared lane be read from the index.
CREATE INDEX queue_parked ON queue (lane_id, id, webhook_id) WHERE state = 1;
CREATE INDEX queue_due ON queue (due_at_ms, id) WHERE state = 2;
CREATE INDEX queue_scheduled ON queue (webhook_id, id) WHERE state = 2;

-- The bytes that a delivery's attempts send, kept from its first failure on. Apart from the queue,
-- so that the queue stays small; never rewritten, and history once the delivery has ended.
CREATE TABLE bodies (
  delivery_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (delivery_id, workspace_id)
) STRICT;

-- Deliveries that have ended, with the attempt that decided. `seq` is the order of settling; the
-- background step follows it, as with `events`. No index but the key: see `deliveries_by_webhook`.
CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  event_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  retry_of BLOB,
  status INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  finished_at_ms INTEGER NOT NULL,
  reason TEXT,
  -- The deciding attempt; its number is `attempts`. `outcome` is NULL when there was none.
  outcome INTEGER,
  started_at_ms INTEGER,
  duration_ms REAL,
  response_status INTEGER,
  truncated INTEGER,
  retry_after TEXT,
  error TEXT,
  request_headers TEXT,
  response_headers TEXT,
  response_body BLOB
) STRICT;

CREATE UNIQUE INDEX deliveries_id ON deliveries (id, workspace_id);

-- Attempts that failed and were followed by another, or by a cancellation.
CREATE TABLE attempts (
  delivery_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  started_at_ms INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  response_status INTEGER,
  truncated INTEGER,
  retry_after TEXT,
  error TEXT,
  request_headers TEXT,
  response_headers TEXT,
  response_body BLOB,
  PRIMARY KEY (delivery_id, workspace_id, number)
) STRICT;

-- Deliveries of an event beyond its fan-out (which is a range of ids): replays and retries.
CREATE TABLE redeliveries (
  event_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (event_id, workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Two generations of keys: one takes new keys, both are asked; the older is emptied whole once a
-- day, which costs nothing for each key.
CREATE TABLE idempotency_0 (
  key BLOB PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  event_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_1 (
  key BLOB PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  event_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Written in sorted bulk by the background step. Kept up row by row, each of these would touch a
-- page for nearly every event.

CREATE TABLE events_by_workspace (
  workspace_id BLOB NOT NULL,
  event_id BLOB NOT NULL,
  PRIMARY KEY (workspace_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events_by_type (
  workspace_id BLOB NOT NULL,
  type TEXT NOT NULL,
  event_id BLOB NOT NULL,
  PRIMARY KEY (workspace_id, type, event_id)
) STRICT, WITHOUT ROWID;

-- The status stands before the id: a few failures among a million successes are one short range,
-- and a listing of every status merges three ranges.
CREATE TABLE deliveries_by_webhook (
  webhook_id BLOB NOT NULL,
  status INTEGER NOT NULL,
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  PRIMARY KEY (webhook_id, status, id, workspace_id)
) STRICT, WITHOUT ROWID;

-- Ended deliveries for each webhook and hour, by status and by how long the deciding attempt took.
-- `bucket` is an index into the bounds in `stores/operations/index-history.ts`, or -1 without an attempt.
CREATE TABLE rollups (
  webhook_id BLOB NOT NULL,
  hour_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  workspace_id BLOB NOT NULL,
  deliveries INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (webhook_id, hour_ms, status, bucket, workspace_id)
) STRICT, WITHOUT ROWID;
