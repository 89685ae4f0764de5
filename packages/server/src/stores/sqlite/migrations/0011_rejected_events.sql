-- Events that were raised unchecked, inside somebody else's transaction, and turned out not to fit.
-- They are apart from `events`, so that nothing that sends or replays can come upon them.
CREATE TABLE rejected_events (
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  type TEXT NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL,
  channels TEXT, -- JSON array of strings
  subject TEXT,
  reason TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE inbox ADD COLUMN is_checked INTEGER NOT NULL DEFAULT 1;
