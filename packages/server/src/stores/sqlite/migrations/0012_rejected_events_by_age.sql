-- They are dropped when they are old, whosever they are.
CREATE INDEX rejected_events_id ON rejected_events (id);
