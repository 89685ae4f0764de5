-- An ordered lane asks what of it waits for a retry; a webhook's own are found through its lane.
DROP INDEX queue_scheduled;
CREATE INDEX queue_scheduled ON queue (lane_id, id, webhook_id) WHERE state = 2;
