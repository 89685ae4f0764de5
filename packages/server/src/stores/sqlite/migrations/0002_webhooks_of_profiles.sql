-- A lane that several webhooks share may be ordered, and a profile may keep what it renders with.
ALTER TABLE webhooks ADD COLUMN ordered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN profile_data TEXT; -- JSON
