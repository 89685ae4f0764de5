-- Links to the customer portal. A link is exchanged once, for the session that stands in its row; of
-- both secrets only the SHA-256 is here. Ids are made when links are, and no link lives longer than an
-- hour, so that old ones are found by their ids.
CREATE TABLE portal_links (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  creator_kind text NOT NULL,
  creator_id uuid NOT NULL,
  capabilities text NOT NULL, -- JSON array of strings
  frame_ancestors text NOT NULL, -- JSON array of origins
  brand text NOT NULL, -- JSON
  secret_hash text NOT NULL,
  session_hash text,
  created_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  used_at_ms bigint,
  revoked_at_ms bigint,
  PRIMARY KEY (id, workspace_id)
);

CREATE INDEX portal_links_workspace ON portal_links (workspace_id, id);
