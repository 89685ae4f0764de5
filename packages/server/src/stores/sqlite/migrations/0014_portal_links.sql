-- Links to the customer portal. A link is exchanged once, for the session that stands in its row; of
-- both secrets only the SHA-256 is here. Ids are made when links are, and no link lives longer than an
-- hour, so that old ones are found by their ids.
CREATE TABLE portal_links (
  id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  creator_kind TEXT NOT NULL,
  creator_id BLOB NOT NULL,
  capabilities TEXT NOT NULL, -- JSON array of strings
  frame_ancestors TEXT NOT NULL, -- JSON array of origins
  brand TEXT NOT NULL, -- JSON
  secret_hash TEXT NOT NULL,
  session_hash TEXT,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER,
  revoked_at_ms INTEGER,
  PRIMARY KEY (id, workspace_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_links_workspace ON portal_links (workspace_id, id);
