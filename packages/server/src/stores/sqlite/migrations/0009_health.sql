-- Webhooks that do not work: a row is written when that changes, and one that works has none.
CREATE TABLE webhook_health (
  webhook_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  failing_since_ms INTEGER, -- NULL, as the two after it: the latest attempt did not fail
  failing_days INTEGER,
  day_counted_at_ms INTEGER,
  has_given_up INTEGER NOT NULL,
  PRIMARY KEY (webhook_id, workspace_id)
) STRICT, WITHOUT ROWID;

-- What workspaces were told of their webhooks within the last hour, and what waits to be told.
CREATE TABLE notices (
  webhook_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  type TEXT NOT NULL,
  raised_at_ms INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  data TEXT NOT NULL, -- JSON, of the latest occurrence
  PRIMARY KEY (webhook_id, workspace_id, type)
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_raised ON notices (raised_at_ms);
