ALTER TABLE webhooks ADD COLUMN rate_limit TEXT; -- JSON; NULL: as its profile has it
