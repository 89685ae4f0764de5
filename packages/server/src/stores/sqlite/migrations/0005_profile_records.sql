-- What profiles keep of their own. `data` is JSON, and nothing here reads it; it may be wide, which
-- is why the key is an index beside the table.
CREATE TABLE profile_records (
  profile TEXT NOT NULL,
  workspace_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  parent_id TEXT,
  due_at_ms INTEGER,
  version INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (profile, workspace_id, kind, id)
) STRICT;

CREATE INDEX profile_records_parent
  ON profile_records (profile, workspace_id, kind, parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX profile_records_due ON profile_records (profile, due_at_ms)
  WHERE due_at_ms IS NOT NULL;

-- Events that carry a channel, once for each, written by the background step as the others are.
CREATE TABLE events_by_channel (
  workspace_id BLOB NOT NULL,
  channel TEXT NOT NULL,
  event_id BLOB NOT NULL,
  PRIMARY KEY (workspace_id, channel, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events_by_channel_and_type (
  workspace_id BLOB NOT NULL,
  channel TEXT NOT NULL,
  type TEXT NOT NULL,
  event_id BLOB NOT NULL,
  PRIMARY KEY (workspace_id, channel, type, event_id)
) STRICT, WITHOUT ROWID;

-- What was indexed before there were these two.
INSERT OR IGNORE INTO events_by_channel (workspace_id, channel, event_id)
SELECT e.workspace_id, c.value, e.id FROM events AS e, json_each(e.channels) AS c
WHERE e.seq <= (SELECT value FROM meta WHERE key = 'events_indexed_seq');
INSERT OR IGNORE INTO events_by_channel_and_type (workspace_id, channel, type, event_id)
SELECT e.workspace_id, c.value, e.type, e.id FROM events AS e, json_each(e.channels) AS c
WHERE e.seq <= (SELECT value FROM meta WHERE key = 'events_indexed_seq');
