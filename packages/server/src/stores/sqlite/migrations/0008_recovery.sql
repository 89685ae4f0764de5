-- Whom an event is about, as its publisher labels it; NULL: nobody says. What bears one label can be
-- erased at once.
ALTER TABLE events ADD COLUMN subject TEXT;
ALTER TABLE inbox ADD COLUMN subject TEXT;

-- Written in sorted bulk by the background step, as the others are.
CREATE TABLE events_by_subject (
  workspace_id BLOB NOT NULL,
  subject TEXT NOT NULL,
  event_id BLOB NOT NULL,
  PRIMARY KEY (workspace_id, subject, event_id)
) STRICT, WITHOUT ROWID;

-- Jobs that send again what a webhook did not get. `cursor` is the last event that was looked at, and
-- moves in the transaction that parks the deliveries of the events before it.
CREATE TABLE recoveries (
  id BLOB PRIMARY KEY,
  workspace_id BLOB NOT NULL,
  webhook_id BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'canceled')),
  reason TEXT,
  status TEXT NOT NULL CHECK (status IN ('failed', 'missed', 'any')),
  types TEXT, -- JSON array of strings; NULL: whatever the webhook wants
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  cursor BLOB NOT NULL,
  examined INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  created_by BLOB
) STRICT, WITHOUT ROWID;

CREATE INDEX recoveries_workspace ON recoveries (workspace_id, id);
-- Two at once would send the same events twice.
CREATE UNIQUE INDEX recoveries_open ON recoveries (webhook_id) WHERE state IN ('running', 'paused');

-- Jobs that remove everything of a workspace or of one subject. The subject itself is forgotten when
-- the job is done.
CREATE TABLE erasures (
  id BLOB PRIMARY KEY,
  workspace_id BLOB NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('workspace', 'subject')),
  subject TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'done')),
  events INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX erasures_running ON erasures (id) WHERE state = 'running';

-- Tombstones are found by their workspace when that is erased.
CREATE INDEX webhooks_workspace ON webhooks (workspace_id);
CREATE INDEX api_keys_workspace ON api_keys (workspace_id);
