-- What has ended within the last hours, on all webhooks together, by the minute: the counts behind
-- the operator's overview. Written by the step that writes the roll-ups, which drops old minutes too.
CREATE TABLE traffic (
  minute_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (minute_ms, status, bucket)
) STRICT, WITHOUT ROWID;

-- For what all webhooks have done in some hours. The key begins with the webhook.
CREATE INDEX rollups_hour ON rollups (hour_ms);
