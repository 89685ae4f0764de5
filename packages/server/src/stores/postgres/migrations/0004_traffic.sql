-- What has ended within the last hours, on all webhooks together, by the minute: the counts behind
-- the operator's overview. Written by the step that writes the roll-ups, which drops old minutes too.
CREATE TABLE traffic (
  minute_ms bigint NOT NULL,
  status smallint NOT NULL,
  bucket smallint NOT NULL,
  deliveries bigint NOT NULL,
  attempts bigint NOT NULL,
  PRIMARY KEY (minute_ms, status, bucket)
) WITH (fillfactor = 80);

-- For what all webhooks have done in some hours. The key begins with the webhook.
CREATE INDEX rollups_hour ON rollups (hour_ms);
