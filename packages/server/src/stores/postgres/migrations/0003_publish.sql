-- Publishing by SQL: an event becomes real exactly when the caller's transaction commits.

-- Events that were raised unchecked, inside somebody else's transaction, and turned out not to fit.
-- They are apart from `events`, so that nothing that sends or replays can come upon them.
CREATE TABLE rejected_events (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  type text NOT NULL,
  occurred_at_ms bigint NOT NULL,
  accepted_at_ms bigint NOT NULL,
  channels text, -- JSON array of strings
  subject text COLLATE "C",
  reason text NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (workspace_id, id)
);

-- What nodes know and the function below has to know: the types of their profiles' catalogues, and
-- how many bytes `data` may have. Each node adds its own at its start.
CREATE TABLE profile_types (
  name text COLLATE "C" PRIMARY KEY
);

INSERT INTO meta (key, value) VALUES ('max_data_bytes', 262144);

-- 1 to `longest` characters, none of them a control character. Whoever reads the event has the last
-- word: PostgreSQL's classes of characters depend on its locale.
CREATE FUNCTION assert_printable(given text, longest integer, called text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = posthorn, pg_temp
AS $$
BEGIN
  IF char_length(given) BETWEEN 1 AND longest AND given !~ '[[:cntrl:]]' THEN RETURN; END IF;
  RAISE EXCEPTION '% has to have 1 to % printable characters', called, longest
    USING ERRCODE = 'invalid_parameter_value';
END $$;

-- `ws_…` as the API shows it, or the bare id. NULL: it is neither.
CREATE FUNCTION read_workspace_id(given text) RETURNS uuid
LANGUAGE sql IMMUTABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT CASE WHEN given ~ '^ws_[0-9a-f]{32}$' THEN pg_catalog.substr(given, 4)::uuid END
$$;

-- A time-ordered id with serial 0, as `domain/ids.ts` describes it. In place of its counter stands
-- the part of the millisecond that has passed (RFC 9562, 6.2, method 3), so that what one session
-- publishes is in order within a millisecond too.
CREATE FUNCTION new_event_id(at timestamptz) RETURNS uuid
LANGUAGE sql VOLATILE
SET search_path = posthorn, pg_temp
AS $$
  SELECT (lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
    || '8' || pg_catalog.substr(random, 1, 3) || pg_catalog.substr(random, 21, 8) || '0000')::uuid
  FROM replace(gen_random_uuid()::text, '-', '') AS random,
    LATERAL (SELECT floor(extract(epoch FROM at) * 1000000)::bigint AS us) AS moment
$$;

-- Half of a SHA-256 of workspace and key, as the API makes it: a key is one key on both ways.
CREATE FUNCTION idempotency_key_of(workspace uuid, given text) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT pg_catalog.substr(sha256(convert_to(encode(uuid_send(workspace), 'hex'), 'UTF8')
    || '\x00'::bytea || convert_to(given, 'UTF8')), 1, 16)
$$;

-- The same of everything that is published under the key. No part but the last can contain NUL.
CREATE FUNCTION fingerprint_of(
  type text, occurred_ms bigint, channels text[], subject text, data bytea
) RETURNS bytea
LANGUAGE sql STABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT pg_catalog.substr(sha256(
    convert_to(type, 'UTF8') || '\x00'::bytea
    || convert_to(coalesce(occurred_ms::text, ''), 'UTF8') || '\x00'::bytea
    || coalesce((SELECT string_agg(convert_to(name, 'UTF8'), '\x00'::bytea ORDER BY place)
      FROM unnest(channels) WITH ORDINALITY AS c (name, place)), '\x')
    || '\x0000'::bytea
    || CASE WHEN subject IS NULL THEN '\x'::bytea
      ELSE convert_to(subject, 'UTF8') || '\x00'::bytea END
    || data), 1, 16)
$$;

-- SELECT posthorn.publish(workspace => 'ws_…', type => 'user.created', data => '{"id":"user_123"}')
--
-- Publishes an event in the caller's transaction, and gives its id. It is sent after the commit, and
-- never without one. What can be told at once is refused at once (22023; 23505 for a key that was
-- used for another event); whether `data` fits the type's schema is found out after the commit, and
-- an event that does not is among the rejected ones. Nobody is notified, which would make the
-- caller's commits wait for each other: nodes look for themselves.
--
-- It may be called by roles that were granted it, and lets them do nothing else.
CREATE FUNCTION publish(
  workspace text,
  type text,
  -- `json`, not `jsonb`: it keeps digits and the order of keys.
  data json,
  idempotency_key text DEFAULT NULL,
  channels text[] DEFAULT NULL,
  subject text DEFAULT NULL,
  occurred_at timestamptz DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_variable
DECLARE
  accepted_at timestamptz := clock_timestamp();
  accepted_ms bigint := floor(extract(epoch FROM accepted_at) * 1000);
  occurred_ms bigint := floor(extract(epoch FROM occurred_at) * 1000);
  workspace_id uuid := read_workspace_id(workspace);
  event_id uuid := new_event_id(accepted_at);
  bytes bytea := convert_to(btrim(data::text, E' \t\n\r'), 'UTF8');
  names text[];
  most_bytes bigint;
  found_workspace record;
  raised record;
BEGIN
  SELECT w.open_catalogue INTO found_workspace FROM workspaces AS w
  WHERE w.id = workspace_id AND w.deleted_at_ms IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no workspace %', coalesce(quote_literal(workspace), 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;

  IF type IS NULL OR type !~ '^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$' OR char_length(type) > 128 THEN
    RAISE EXCEPTION 'type has to be letters, digits and _ in segments that full stops join'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF found_workspace.open_catalogue = 0
    AND NOT EXISTS (SELECT FROM profile_types AS p WHERE p.name = type)
    AND NOT EXISTS (SELECT FROM event_types AS t
      WHERE t.workspace_id IN ('\x'::bytea, uuid_send(workspace_id)) AND t.name = type
        AND t.deleted_at_ms IS NULL)
  THEN
    RAISE EXCEPTION 'the event type % is not known', quote_literal(type)
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Add it with POST /v1/event-types, or open the workspace''s catalogue.';
  END IF;

  IF data IS NULL OR json_typeof(data) <> 'object' THEN
    RAISE EXCEPTION 'data has to be a JSON object' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT m.value INTO most_bytes FROM meta AS m WHERE m.key = 'max_data_bytes';
  IF length(bytes) > most_bytes THEN
    RAISE EXCEPTION 'data has % bytes, and % are allowed', length(bytes), most_bytes
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Send a link to what is large.';
  END IF;

  SELECT array_agg(c.name ORDER BY c.first) INTO names
  FROM (SELECT u.name, min(u.place) AS first
    FROM unnest(channels) WITH ORDINALITY AS u (name, place) GROUP BY u.name) AS c;
  IF cardinality(names) > 10 THEN
    RAISE EXCEPTION 'an event has at most 10 channels' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM assert_printable(coalesce(c, ''), 64, 'a channel') FROM unnest(names) AS c;
  IF subject IS NOT NULL THEN PERFORM assert_printable(subject, 256, 'subject'); END IF;
  IF idempotency_key IS NOT NULL THEN
    PERFORM assert_printable(idempotency_key, 256, 'idempotency_key');
  END IF;
  IF occurred_ms NOT BETWEEN 0 AND 253402300799999 THEN
    RAISE EXCEPTION 'occurred_at has to be between 1970 and 9999'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;

  SELECT r.is_raised, r.first_event INTO raised FROM raise_event(
    event_id, workspace_id, type, coalesce(occurred_ms, accepted_ms), accepted_ms,
    array_to_json(names)::text, subject,
    CASE WHEN idempotency_key IS NOT NULL THEN idempotency_key_of(workspace_id, idempotency_key) END,
    CASE WHEN idempotency_key IS NOT NULL
      THEN fingerprint_of(type, occurred_ms, names, subject, bytes) END,
    bytes, 0::smallint) AS r;
  IF NOT raised.is_raised AND raised.first_event IS NULL THEN
    RAISE EXCEPTION 'this idempotency key was used for another event' USING
      ERRCODE = 'unique_violation', HINT = 'Use a new key, or publish the same event.';
  END IF;
  RETURN 'evt_' || encode(uuid_send(coalesce(raised.first_event, event_id)), 'hex');
END $$;

-- PostgreSQL lets everybody execute a new function. A role that may use the schema may call what it
-- was granted, and nothing that nodes call.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA posthorn FROM PUBLIC;
