-- What a webhook's owner adds to its requests and connections. Secrets, so sealed; what is told of
-- them stands beside in plain text.
ALTER TABLE webhooks ADD COLUMN custom_headers TEXT; -- JSON; NULL: none
ALTER TABLE webhooks ADD COLUMN tls TEXT; -- JSON; NULL: nothing
