-- A key that was deleted for good is not listed; its row stays so that every node hears of it.
ALTER TABLE api_keys ADD COLUMN deleted_at_ms INTEGER;

-- What a workspace has left to spend, as its product says. A workspace without a row has no balance.
CREATE TABLE credits (
  workspace_id BLOB PRIMARY KEY,
  balance INTEGER NOT NULL CHECK (balance >= 0),
  threshold INTEGER CHECK (threshold >= 0),
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
