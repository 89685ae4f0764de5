-- Ids are UUIDv7, times are milliseconds since 1970 UTC, flags are 0 or 1. Small codes stand for
-- words; `stores/codes.ts` lists them. Names match those of the SQLite schema, because most
-- statements are written once for both. Texts that are compared or sorted collate by bytes.
--
-- Every key of queue and history holds the workspace, so that the tables can be distributed by it,
-- and begins with the time-ordered id, so that new rows go to the end of their index. There are no
-- foreign keys: a look-up for each row would cost more than the row.

CREATE TABLE meta (
  key text COLLATE "C" PRIMARY KEY,
  value bigint NOT NULL
);

INSERT INTO meta (key, value) VALUES
  -- Raised by every change to workspaces, webhooks, event_types and api_keys.
  ('catalog_version', 0),
  -- How far the background step has read `events` and `deliveries`, as their `seq`.
  ('events_indexed_seq', 0),
  ('deliveries_indexed_seq', 0),
  -- Added to a transaction's number: see `current_seq`.
  ('seq_base', 0),
  -- Which generation of idempotency keys takes new ones, and since when.
  ('idempotency_generation', 0),
  ('idempotency_turned_at_ms', 0);

-- Processes that use this database. The number is new with every start, so it stands for a node
-- and its epoch in one: what an earlier run held can be told from what this one holds.
-- A heartbeat rewrites its row every two seconds; the free half of the page keeps that in place.
CREATE TABLE nodes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- False: it takes requests, and leaves the sending to others.
  is_worker boolean NOT NULL DEFAULT true,
  -- Since when its heartbeats have come without a gap; NULL: always. A node that could not write for
  -- a while knows nothing of others that have not written either.
  steady_since timestamptz,
  -- Ended in order: what it left behind can be taken over at once.
  has_ended boolean NOT NULL DEFAULT false,
  -- Commits and claims with these numbers and smaller ones are void, if they have not happened yet.
  commit_fence bigint NOT NULL DEFAULT 0,
  claim_fence bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The catalogue. `version` is the catalogue version of a row's last change and is indexed, so that
-- a node asks for what changed and gets no more.

CREATE TABLE workspaces (
  id uuid PRIMARY KEY,
  version bigint NOT NULL,
  name text NOT NULL,
  default_profile text NOT NULL,
  open_catalogue smallint NOT NULL,
  created_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  deleted_at_ms bigint
);

CREATE INDEX workspaces_version ON workspaces (version);

CREATE TABLE webhooks (
  id uuid NOT NULL,
  version bigint NOT NULL,
  workspace_id uuid NOT NULL,
  profile text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'deleted')),
  state_reason text,
  lane_id uuid NOT NULL,
  url text NOT NULL,
  name text,
  description text NOT NULL,
  event_types text NOT NULL, -- JSON array of strings
  channels text NOT NULL, -- JSON array of strings
  secrets text NOT NULL, -- JSON array of sealed secrets, newest first
  retry_delays_ms text, -- JSON array of numbers
  ordered smallint NOT NULL DEFAULT 0,
  profile_data text, -- JSON
  custom_headers text, -- JSON, sealed; NULL: none
  tls text, -- JSON, sealed; NULL: nothing
  rate_limit text, -- JSON; NULL: as its profile has it
  created_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  created_by uuid,
  PRIMARY KEY (id, workspace_id)
);

-- Tombstones are found by their workspace when that is erased.
CREATE INDEX webhooks_workspace ON webhooks (workspace_id);
CREATE INDEX webhooks_version ON webhooks (version);
-- Counts the active webhooks of a profile when one more is asked for.
CREATE INDEX webhooks_active ON webhooks (workspace_id, profile) WHERE state = 'active';

-- `workspace_id` is empty, not NULL, for a type that every workspace knows: NULLs are never equal,
-- and the primary key would let the same name in twice. That is why it is no uuid here.
CREATE TABLE event_types (
  workspace_id bytea NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  description text NOT NULL,
  schema text, -- JSON
  example text, -- JSON
  created_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  deleted_at_ms bigint,
  PRIMARY KEY (workspace_id, name)
);

CREATE INDEX event_types_version ON event_types (version);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  version bigint NOT NULL,
  workspace_id uuid,
  name text NOT NULL,
  hash text COLLATE "C" NOT NULL UNIQUE,
  preview text NOT NULL,
  scopes text NOT NULL, -- JSON array of strings
  created_at_ms bigint NOT NULL,
  created_by uuid,
  expires_at_ms bigint,
  revoked_at_ms bigint,
  -- A key that was deleted for good is not listed; its row stays so that every node hears of it.
  deleted_at_ms bigint
);

CREATE INDEX api_keys_workspace ON api_keys (workspace_id);
CREATE INDEX api_keys_version ON api_keys (version);

CREATE TABLE audit (
  id uuid PRIMARY KEY,
  workspace_id uuid,
  at_ms bigint NOT NULL,
  actor_key_id uuid,
  action text NOT NULL,
  target_id text NOT NULL,
  detail text NOT NULL -- JSON
);

CREATE INDEX audit_workspace ON audit (workspace_id, id);

-- What a workspace has left to spend, as its product says. A workspace without a row has no balance.
CREATE TABLE credits (
  workspace_id uuid PRIMARY KEY,
  balance bigint NOT NULL CHECK (balance >= 0),
  threshold bigint CHECK (threshold >= 0),
  updated_at_ms bigint NOT NULL
);

-- What profiles keep of their own. `data` is JSON text, and nothing here reads it.
CREATE TABLE profile_records (
  profile text COLLATE "C" NOT NULL,
  workspace_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  parent_id text COLLATE "C",
  due_at_ms bigint,
  version bigint NOT NULL,
  data text NOT NULL,
  PRIMARY KEY (profile, workspace_id, kind, id)
);

CREATE INDEX profile_records_parent
  ON profile_records (profile, workspace_id, kind, parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX profile_records_due ON profile_records (profile, due_at_ms)
  WHERE due_at_ms IS NOT NULL;

-- Webhooks that do not work: a row is written when that changes, and one that works has none.
CREATE TABLE webhook_health (
  webhook_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  failing_since_ms bigint, -- NULL, as the two after it: the latest attempt did not fail
  failing_days integer,
  day_counted_at_ms bigint,
  has_given_up smallint NOT NULL,
  PRIMARY KEY (webhook_id, workspace_id)
);

-- What workspaces were told of their webhooks within the last hour, and what waits to be told.
CREATE TABLE notices (
  webhook_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  raised_at_ms bigint NOT NULL,
  waiting integer NOT NULL,
  data text NOT NULL, -- JSON, of the latest occurrence
  PRIMARY KEY (webhook_id, workspace_id, type)
);

CREATE INDEX notices_raised ON notices (raised_at_ms);

-- Jobs that send again what a webhook did not get. `cursor` is the last event that was looked at, and
-- moves in the transaction that parks the deliveries of the events before it.
CREATE TABLE recoveries (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'done', 'canceled')),
  reason text,
  status text NOT NULL CHECK (status IN ('failed', 'missed', 'any')),
  types text, -- JSON array of strings; NULL: whatever the webhook wants
  since_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  cursor uuid NOT NULL,
  examined bigint NOT NULL,
  queued bigint NOT NULL,
  created_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  created_by uuid,
  PRIMARY KEY (id, workspace_id)
);

CREATE INDEX recoveries_workspace ON recoveries (workspace_id, id);
-- Two at once would send the same events twice.
CREATE UNIQUE INDEX recoveries_open ON recoveries (webhook_id, workspace_id)
  WHERE state IN ('running', 'paused');

-- Jobs that remove everything of a workspace or of one subject. The subject itself is forgotten when
-- the job is done.
CREATE TABLE erasures (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('workspace', 'subject')),
  subject text COLLATE "C",
  state text NOT NULL CHECK (state IN ('running', 'done')),
  events bigint NOT NULL,
  deliveries bigint NOT NULL,
  created_at_ms bigint NOT NULL,
  finished_at_ms bigint,
  PRIMARY KEY (id, workspace_id)
);

CREATE INDEX erasures_running ON erasures (id) WHERE state = 'running';

-- One row for each lane. An ordered or rate-limited lane is one node's at a time: that one sends for
-- it, and what others journal for it is born parked, with a number from `next_seq`. The number is
-- taken under the row's lock, which is held to the end of the transaction, so whoever sees a delivery
-- of the lane sees all that come before it. A lane of which nothing waits may have an owner or none.
CREATE TABLE lanes (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  owner bigint, -- a node's number; NULL: whoever comes first
  next_seq bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (id, workspace_id)
) WITH (fillfactor = 80);

-- Frees what a node that is gone has owned.
CREATE INDEX lanes_owner ON lanes (owner) WHERE owner IS NOT NULL;

-- Lanes of which something was parked, for the node that sends for them to look; without a node: for
-- any worker. Written in the transaction that parks, gone when it is read. What is lost with a node
-- that has read it is found by the next look through all parked lanes.
CREATE TABLE lane_hints (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node bigint,
  lanes uuid[] NOT NULL,
  -- What a lane waits for may have ended in the queue.
  is_doubt boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- A text that each master key in use has sealed, by which a node that has another ring is told.
CREATE TABLE key_checks (
  key_name text COLLATE "C" PRIMARY KEY,
  sealed text NOT NULL
);

-- Events published inside somebody else's transaction wait here to be fanned out.
CREATE TABLE inbox (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  event_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  type text NOT NULL,
  occurred_at_ms bigint NOT NULL,
  accepted_at_ms bigint NOT NULL,
  channels text, -- JSON array of strings
  subject text COLLATE "C",
  idempotency_key bytea,
  fingerprint bytea,
  is_checked smallint NOT NULL DEFAULT 1, -- 0: raised by SQL
  data bytea NOT NULL,
  PRIMARY KEY (seq, workspace_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE INDEX inbox_key ON inbox (idempotency_key) WHERE idempotency_key IS NOT NULL;
-- Whether something older of the same workspace waits.
CREATE INDEX inbox_workspace ON inbox (workspace_id, seq);

-- Deliveries that have not ended: held (0), parked (1) or scheduled (2). Only held rows have an
-- owner, a node's number.
--
-- Every row is inserted once and deleted once, and nothing in between can be a HOT update, because
-- a change of `state` moves a row from one partial index to another: so there is no free space to
-- keep on a page, and the pages are full. Dead rows come as fast as deliveries do. They are swept
-- up by count, not by share (a share of a long backlog would be a long wait), at full speed, and
-- the table's statistics are renewed by count for the same reason.
CREATE TABLE queue (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  lane_id uuid NOT NULL,
  owner bigint,
  -- Which of its owner's claims took it; NULL: it was born held.
  claim bigint,
  -- Its place in a lane that has an owner; 0: it was there before the lane had one. NULL: any node
  -- may send it.
  lane_seq bigint,
  due_at_ms bigint,
  attempts integer NOT NULL DEFAULT 0,
  state smallint NOT NULL,
  retry_of uuid,
  PRIMARY KEY (id, workspace_id)
) WITH (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 100000
);

-- A held row is in none of these: the common delivery is born held and deleted, and costs the key
-- alone. `webhook_id` lets the backlog of one webhook in a shared lane be read from the index.
CREATE INDEX queue_parked ON queue (lane_id, id, webhook_id) WHERE state = 1;
CREATE INDEX queue_in_line ON queue (lane_id, lane_seq, id)
  WHERE state = 1 AND lane_seq IS NOT NULL;
CREATE INDEX queue_due ON queue (due_at_ms, id) WHERE state = 2;
CREATE INDEX queue_scheduled ON queue (lane_id, id, webhook_id) WHERE state = 2;

-- Two generations of keys: one takes new keys, both are asked; the older is emptied whole once a
-- day, which costs nothing for each key.
CREATE TABLE idempotency (
  generation smallint NOT NULL,
  key bytea NOT NULL,
  workspace_id uuid NOT NULL,
  fingerprint bytea NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (key, workspace_id, generation)
) PARTITION BY LIST (generation);

CREATE TABLE idempotency_0 PARTITION OF idempotency FOR VALUES IN (0);
CREATE TABLE idempotency_1 PARTITION OF idempotency FOR VALUES IN (1);

-- Ended deliveries for each webhook and hour, by status and by how long the deciding attempt took.
-- `bucket` is an index into the bounds in `stores/operations/index-history.ts`, or -1 without an
-- attempt. A row of the current hour is updated over and over, hence the room on its page.
CREATE TABLE rollups (
  webhook_id uuid NOT NULL,
  hour_ms bigint NOT NULL,
  status smallint NOT NULL,
  bucket smallint NOT NULL,
  workspace_id uuid NOT NULL,
  deliveries bigint NOT NULL,
  attempts bigint NOT NULL,
  PRIMARY KEY (webhook_id, hour_ms, status, bucket, workspace_id)
) WITH (fillfactor = 80);

-- The history. It is append-only, and partitioned by the ids, which are time: `partitions.ts` makes
-- a partition for each week ahead of it, and retention drops whole ones, which leaves nothing to
-- vacuum. The default partitions take ids of clocks that are far off.
--
-- `seq` follows the order in which transactions begin to write; see `current_seq`. Its index is
-- appended to. The background step and the listings read the tail of the history by it.

-- The journal.
CREATE TABLE events (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  seq bigint NOT NULL,
  occurred_at_ms bigint NOT NULL,
  accepted_at_ms bigint NOT NULL,
  is_test smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  channels text, -- JSON array of strings; NULL: none
  -- Whom an event is about, as its publisher labels it; NULL: nobody says. What bears one label can
  -- be erased at once.
  subject text COLLATE "C",
  data bytea NOT NULL,
  PRIMARY KEY (id, workspace_id)
) PARTITION BY RANGE (id);

CREATE INDEX events_seq ON events (seq);

-- The bytes that a delivery's attempts send, kept from its first failure on. Apart from the queue,
-- so that the queue stays small; never rewritten, and history once the delivery has ended.
CREATE TABLE bodies (
  delivery_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (delivery_id, workspace_id)
) PARTITION BY RANGE (delivery_id);

-- Deliveries that have ended, with the attempt that decided.
CREATE TABLE deliveries (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  retry_of uuid,
  seq bigint NOT NULL,
  finished_at_ms bigint NOT NULL,
  -- The deciding attempt; its number is `attempts`. `outcome` is NULL when there was none.
  started_at_ms bigint,
  duration_ms double precision,
  attempts integer NOT NULL,
  response_status integer,
  status smallint NOT NULL,
  outcome smallint,
  truncated smallint,
  reason text,
  retry_after text,
  error text,
  request_headers text,
  response_headers text,
  response_body bytea,
  PRIMARY KEY (id, workspace_id)
) PARTITION BY RANGE (id);

CREATE INDEX deliveries_seq ON deliveries (seq);

-- Attempts that failed and were followed by another, or by a cancellation.
CREATE TABLE attempts (
  delivery_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  started_at_ms bigint NOT NULL,
  duration_ms double precision NOT NULL,
  number integer NOT NULL,
  response_status integer,
  outcome smallint NOT NULL,
  truncated smallint,
  retry_after text,
  error text,
  request_headers text,
  response_headers text,
  response_body bytea,
  PRIMARY KEY (delivery_id, workspace_id, number)
) PARTITION BY RANGE (delivery_id);

-- Deliveries of an event beyond its fan-out (which is a range of ids): replays and retries.
CREATE TABLE redeliveries (
  event_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (event_id, workspace_id, id)
) PARTITION BY RANGE (event_id);

-- Written in sorted bulk by the background step. Kept up row by row, each of these would touch a
-- page for nearly every event, and after a checkpoint write all of that page to the log.

CREATE TABLE events_by_workspace (
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, event_id)
) PARTITION BY RANGE (event_id);

CREATE TABLE events_by_type (
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, type, event_id)
) PARTITION BY RANGE (event_id);

CREATE TABLE events_by_channel (
  workspace_id uuid NOT NULL,
  channel text COLLATE "C" NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, channel, event_id)
) PARTITION BY RANGE (event_id);

CREATE TABLE events_by_channel_and_type (
  workspace_id uuid NOT NULL,
  channel text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, channel, type, event_id)
) PARTITION BY RANGE (event_id);

-- The status stands before the id: a few failures among a million successes are one short range,
-- and a listing of every status merges three ranges.
CREATE TABLE deliveries_by_webhook (
  webhook_id uuid NOT NULL,
  status smallint NOT NULL,
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  PRIMARY KEY (webhook_id, status, id, workspace_id)
) PARTITION BY RANGE (id);

CREATE TABLE events_by_subject (
  workspace_id uuid NOT NULL,
  subject text COLLATE "C" NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, subject, event_id)
) PARTITION BY RANGE (event_id);

CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE TABLE bodies_default PARTITION OF bodies DEFAULT;
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;
CREATE TABLE redeliveries_default PARTITION OF redeliveries DEFAULT;
CREATE TABLE events_by_workspace_default PARTITION OF events_by_workspace DEFAULT;
CREATE TABLE events_by_type_default PARTITION OF events_by_type DEFAULT;
CREATE TABLE events_by_channel_default PARTITION OF events_by_channel DEFAULT;
CREATE TABLE events_by_channel_and_type_default
  PARTITION OF events_by_channel_and_type DEFAULT;
CREATE TABLE events_by_subject_default PARTITION OF events_by_subject DEFAULT;
CREATE TABLE deliveries_by_webhook_default PARTITION OF deliveries_by_webhook DEFAULT;
