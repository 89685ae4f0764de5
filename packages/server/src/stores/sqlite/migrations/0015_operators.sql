-- People who sign in with a name and a password. `name_key` is the name as sign-in compares it.
CREATE TABLE operators (
  id BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  password_changed_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  deleted_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX operators_version ON operators (version);
CREATE UNIQUE INDEX operators_name ON operators (name_key) WHERE deleted_at_ms IS NULL;

-- Keys are no longer alone in changing things.
ALTER TABLE audit RENAME COLUMN actor_key_id TO actor_id;
ALTER TABLE audit ADD COLUMN actor_kind TEXT;
UPDATE audit SET actor_kind = 'key' WHERE actor_id IS NOT NULL;
