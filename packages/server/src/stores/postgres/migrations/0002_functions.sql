-- What every event passes through, as functions: a batch is one statement, one round trip and one
-- transaction, and its plans are kept by the server's own session, also behind a pooler that has no
-- prepared statements. A function that an earlier version calls is never changed: a later migration
-- makes another beside it, so that two versions can run on one database.
--
-- Batches come as arrays, one for each column. The planner knows nothing of their lengths, and its
-- statistics of a queue that was empty a minute ago are no guide either; so the functions leave it
-- one way, by index from row to row, which is right for any length of batch and backlog.

-- Grows from transaction to transaction. A transaction that is under way has a number of its own
-- already, and every smaller number that is not under way any more is in the past for good: the
-- background step reads up to the oldest that is under way, and so leaves no row out. (A sequence
-- gives numbers in the same order, but nobody can tell which of them are still to be committed.)
-- `seq_base` keeps it growing where a dump is restored into a cluster that counts from the start.
CREATE FUNCTION current_seq() RETURNS bigint
LANGUAGE sql STABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT pg_current_xact_id()::text::bigint + value FROM meta WHERE key = 'seq_base'
$$;

ALTER TABLE events ALTER COLUMN seq SET DEFAULT posthorn.current_seq();
ALTER TABLE deliveries ALTER COLUMN seq SET DEFAULT posthorn.current_seq();

-- All smaller numbers are committed or will never be, as the statement that asks sees it: what it
-- does not see because that is still under way has this number or a greater one.
CREATE FUNCTION settled_seq() RETURNS bigint
LANGUAGE sql STABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + value
  FROM meta WHERE key = 'seq_base'
$$;

-- SQLite's table of the elements of a JSON array, as far as the shared statements use it.
CREATE FUNCTION json_each(array_text text) RETURNS TABLE (value text)
LANGUAGE sql IMMUTABLE ROWS 4
AS $$ SELECT json_array_elements_text(array_text::json) $$;

-- SQLite's bytes of a part of an id.
CREATE FUNCTION substr(id uuid, first integer, count integer) RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$ SELECT pg_catalog.substr(uuid_send(id), first, count) $$;

-- Parts of a batch: one array for each column, all of one length. They come as rows, not as so many
-- arguments, because PL/pgSQL makes a memory context of its own for each argument that is an array.

-- `seqs` are places in the inbox; it is NULL where no event of the batch has any, and so are `keys`
-- and `fingerprints`. From `places` on it is the queue rows of all events: the place of the event in
-- the batch, from 1 on, then the row, whose state is one of those of `queue`, or 3: parked in a lane
-- that one node at a time sends for.
CREATE TYPE published AS (
  ids uuid[], workspaces uuid[], types text[], occurred bigint[], accepted bigint[],
  tests smallint[], channels text[], subjects text[], data bytea[],
  seqs bigint[], keys bytea[], fingerprints bytea[],
  places integer[], deliveries uuid[], webhooks uuid[], lanes uuid[], states smallint[]
);

CREATE TYPE finished AS (
  ids uuid[], workspaces uuid[], statuses smallint[], attempts integer[], finished_at bigint[],
  reasons text[], outcomes smallint[], started bigint[], durations double precision[],
  response_statuses integer[], truncated smallint[], retry_afters text[], errors text[],
  request_headers text[], response_headers text[], response_bodies bytea[]
);

CREATE TYPE retried AS (
  ids uuid[], workspaces uuid[], numbers integer[], due bigint[], bodies bytea[],
  outcomes smallint[], started bigint[], durations double precision[],
  response_statuses integer[], truncated smallint[], retry_afters text[], errors text[],
  request_headers text[], response_headers text[], response_bodies bytea[]
);

CREATE TYPE parked AS (ids uuid[], workspaces uuid[]);

-- Deliveries of which the caller has more to write in the same transaction, and what their attempts
-- have to be below.
CREATE TYPE awaited AS (ids uuid[], below integer[]);

-- All of a batch; a part that it has none of is NULL. Returns a row for each event that was not
-- accepted: its place in the batch and the event that took its key or inbox row before, NULL for a
-- conflict, zeros for one that is to be handed in again a little later. A single row with place 0: the catalogue has changed, nothing was written. Rows with
-- place -1 name the deliveries of `h` that the batch settles.
--
-- `number` counts the node's commits: see `find_journaled`.
CREATE FUNCTION commit_batch(
  node bigint, number bigint, catalog_version bigint,
  e published, f finished, r retried, p parked, h awaited
) RETURNS TABLE (place integer, first_event uuid)
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan SET lock_timeout = '10s'
AS $$
#variable_conflict use_column
DECLARE
  now_version bigint;
  batch_seq bigint;
  this_generation bigint;
  refused integer[] := '{}';
  firsts uuid[] := '{}';
  more integer[];
  more_firsts uuid[];
  postponed CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  -- Held until the transaction ends, so that nobody can take over from this node, or give up on
  -- this commit, while it is under way. Heartbeats do not wait for it.
  PERFORM FROM nodes WHERE nodes.id = node AND nodes.commit_fence < number FOR KEY SHARE;
  IF NOT FOUND THEN
    -- Nothing in the queue is this node's any more, so there is nothing to settle.
    IF e.ids IS NULL THEN RETURN; END IF;
    RAISE EXCEPTION 'other nodes have taken over from this one' USING ERRCODE = 'PH001';
  END IF;

  SELECT max(value) FILTER (WHERE key = 'catalog_version'),
    max(value) FILTER (WHERE key = 'seq_base') + pg_current_xact_id()::text::bigint
  INTO now_version, batch_seq FROM meta WHERE key IN ('catalog_version', 'seq_base');
  IF e.ids IS NOT NULL AND now_version <> catalog_version THEN
    RETURN QUERY SELECT 0, NULL::uuid;
    RETURN;
  END IF;

  -- Inbox rows that are gone: somebody else has journaled them.
  IF e.seqs IS NOT NULL THEN
    IF 3 = ANY (e.states) THEN
      SELECT array_agg(w.place), array_agg(postponed) INTO more, more_firsts
      FROM too_early(e) AS w (place);
      refused := refused || more;
      firsts := firsts || more_firsts;
    END IF;
    -- In order of their numbers: two nodes that take the same rows wait for each other, no more.
    WITH wanted AS MATERIALIZED (
      SELECT w.seq, w.id, min(w.place) AS place
      FROM unnest(e.seqs, e.ids) WITH ORDINALITY AS w (seq, id, place)
      WHERE w.seq IS NOT NULL AND w.place <> ALL (refused) GROUP BY w.seq, w.id ORDER BY w.seq
    ), taken AS (
      DELETE FROM inbox USING wanted
      WHERE inbox.seq = wanted.seq AND inbox.event_id = wanted.id
      RETURNING wanted.place
    )
    SELECT array_agg(w.place::integer), array_agg(w.id) INTO more, more_firsts
    FROM unnest(e.seqs, e.ids) WITH ORDINALITY AS w (seq, id, place)
    WHERE w.seq IS NOT NULL AND w.place <> ALL (refused)
      AND NOT EXISTS (SELECT FROM taken WHERE taken.place = w.place);
    refused := refused || more;
    firsts := firsts || more_firsts;
  END IF;

  -- Keys that were used before.
  IF e.keys IS NOT NULL THEN
    -- Whoever turns the generations waits for this transaction, and this one for them.
    PERFORM pg_advisory_xact_lock_shared(8030604, 2);
    SELECT value INTO this_generation FROM meta WHERE key = 'idempotency_generation';

    SELECT array_agg(w.place::integer),
      array_agg(CASE WHEN used.fingerprint = w.fingerprint THEN used.event_id END)
    INTO more, more_firsts
    FROM unnest(e.keys, e.workspaces, e.fingerprints) WITH ORDINALITY
      AS w (key, workspace_id, fingerprint, place)
    JOIN idempotency AS used ON used.key = w.key AND used.workspace_id = w.workspace_id
      AND used.generation = 1 - this_generation
    WHERE w.place <> ALL (refused);
    refused := refused || more;
    firsts := firsts || more_firsts;

    INSERT INTO idempotency (generation, key, workspace_id, fingerprint, event_id)
    SELECT this_generation, w.key, w.workspace_id, w.fingerprint, w.id
    FROM unnest(e.keys, e.workspaces, e.fingerprints, e.ids) WITH ORDINALITY
      AS w (key, workspace_id, fingerprint, id, place)
    WHERE w.key IS NOT NULL AND w.place <> ALL (refused)
    -- The first of the batch wins, and all batches lock keys in the same order.
    ORDER BY w.key, w.place
    ON CONFLICT DO NOTHING;

    SELECT array_agg(w.place::integer),
      array_agg(CASE WHEN used.fingerprint = w.fingerprint THEN used.event_id END)
    INTO more, more_firsts
    FROM unnest(e.keys, e.workspaces, e.fingerprints, e.ids) WITH ORDINALITY
      AS w (key, workspace_id, fingerprint, id, place)
    JOIN idempotency AS used ON used.key = w.key AND used.workspace_id = w.workspace_id
      AND used.generation = this_generation
    WHERE used.event_id <> w.id AND w.place <> ALL (refused);
    refused := refused || more;
    firsts := firsts || more_firsts;
  END IF;

  -- The others, with their queue rows.
  IF e.ids IS NOT NULL THEN
    INSERT INTO events (id, workspace_id, seq, occurred_at_ms, accepted_at_ms, is_test, type,
      channels, subject, data)
    SELECT w.id, w.workspace_id, batch_seq, w.occurred, w.accepted, w.test, w.type, w.channels,
      w.subject, w.data
    FROM unnest(e.ids, e.workspaces, e.occurred, e.accepted, e.tests, e.types, e.channels,
        e.subjects, e.data) WITH ORDINALITY
      AS w (id, workspace_id, occurred, accepted, test, type, channels, subject, data, place)
    WHERE w.place <> ALL (refused);

    INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, owner, state)
    SELECT t.id, (e.workspaces)[t.place], (e.ids)[t.place], t.webhook_id, t.lane_id,
      CASE t.state WHEN 0 THEN node END, t.state
    FROM unnest(e.places, e.deliveries, e.webhooks, e.lanes, e.states)
      AS t (place, id, webhook_id, lane_id, state)
    WHERE t.place <> ALL (refused) AND t.state <> 3;
    IF 3 = ANY (e.states) THEN PERFORM park_in_line(node, e, refused); END IF;
    IF e.states && '{1,3}' THEN PERFORM hint_workers(node, e, refused); END IF;
  END IF;

  -- Each settlement matches the node: a row that another one has taken over is left alone, and
  -- nothing is written for it.
  IF h.ids IS NOT NULL THEN
    RETURN QUERY SELECT -1, queue.id
    FROM queue JOIN unnest(h.ids, h.below) AS w (id, below) ON queue.id = w.id
    WHERE queue.state = 0 AND queue.owner = node AND queue.attempts < w.below;
  END IF;

  IF f.ids IS NOT NULL THEN
    WITH ended AS (
      DELETE FROM queue USING unnest(f.ids, f.workspaces, f.statuses, f.attempts, f.finished_at,
        f.reasons, f.outcomes, f.started, f.durations, f.response_statuses, f.truncated,
        f.retry_afters, f.errors, f.request_headers, f.response_headers, f.response_bodies)
        AS w (id, workspace_id, status, attempts, finished_at, reason, outcome, started, duration,
          response_status, truncated, retry_after, error, request_headers, response_headers,
          response_body)
      WHERE queue.id = w.id AND queue.workspace_id = w.workspace_id
        AND queue.state = 0 AND queue.owner = node
      RETURNING w.*, queue.event_id, queue.webhook_id, queue.retry_of
    )
    INSERT INTO deliveries (id, workspace_id, event_id, webhook_id, retry_of, seq, finished_at_ms,
      started_at_ms, duration_ms, attempts, response_status, status, outcome, truncated, reason,
      retry_after, error, request_headers, response_headers, response_body)
    SELECT id, workspace_id, event_id, webhook_id, retry_of, batch_seq, finished_at, started,
      duration, attempts, response_status, status, outcome, truncated, reason, retry_after, error,
      request_headers, response_headers, response_body
    FROM ended;
  END IF;

  IF r.ids IS NOT NULL THEN
    -- The count of attempts keeps a repeat, after a commit of unknown outcome, from counting twice.
    WITH scheduled AS (
      UPDATE queue SET state = 2, owner = NULL, claim = NULL, attempts = w.number, due_at_ms = w.due
      FROM unnest(r.ids, r.workspaces, r.numbers, r.due, r.bodies, r.outcomes, r.started,
        r.durations, r.response_statuses, r.truncated, r.retry_afters, r.errors,
        r.request_headers, r.response_headers, r.response_bodies)
        AS w (id, workspace_id, number, due, body, outcome, started, duration, response_status,
          truncated, retry_after, error, request_headers, response_headers, response_body)
      WHERE queue.id = w.id AND queue.workspace_id = w.workspace_id
        AND queue.state = 0 AND queue.owner = node AND queue.attempts < w.number
      RETURNING w.*
    ), kept AS (
      INSERT INTO bodies (delivery_id, workspace_id, body)
      SELECT id, workspace_id, body FROM scheduled WHERE body IS NOT NULL
      ON CONFLICT DO NOTHING
    )
    INSERT INTO attempts (delivery_id, workspace_id, started_at_ms, duration_ms, number,
      response_status, outcome, truncated, retry_after, error, request_headers, response_headers,
      response_body)
    SELECT id, workspace_id, started, duration, scheduled.number, response_status, outcome,
      truncated, retry_after, error, request_headers, response_headers, response_body
    FROM scheduled;
  END IF;

  IF p.ids IS NOT NULL THEN
    UPDATE queue SET state = 1, owner = NULL, claim = NULL
    FROM unnest(p.ids, p.workspaces) AS w (id, workspace_id)
    WHERE queue.id = w.id AND queue.workspace_id = w.workspace_id
      AND queue.state = 0 AND queue.owner = node;
  END IF;

  IF cardinality(refused) > 0 THEN
    RETURN QUERY SELECT * FROM unnest(refused, firsts);
  END IF;
END $$;

-- Which of these events are in the journal, for good: commits of this node up to `number` have
-- either ended when this returns, or will write nothing. Nothing is told to a node from which others
-- have taken over: what it journaled is theirs to send.
CREATE FUNCTION find_journaled(node bigint, number bigint, ids uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off SET lock_timeout = '10s'
AS $$
BEGIN
  PERFORM FROM nodes WHERE nodes.id = node FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE nodes SET commit_fence = greatest(commit_fence, number) WHERE nodes.id = node;
  RETURN QUERY SELECT events.id FROM events WHERE events.id = ANY (ids);
END $$;

-- Deliveries that came into a node's hands. A row without an id says when the next one is due, or,
-- for a claim in order, for which scheduled one the lane waits.
CREATE TYPE claimed AS (
  id uuid, workspace_id uuid, event_id uuid, webhook_id uuid, lane_id uuid, attempts integer,
  retry_of uuid, body bytea, type text, occurred_at_ms bigint, accepted_at_ms bigint,
  is_test smallint, channels text, subject text, data bytea, due_at_ms bigint, lane_seq bigint
);

CREATE FUNCTION claim_parked(node bigint, number bigint, lane uuid, most integer)
RETURNS SETOF claimed
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan SET lock_timeout = '10s'
AS $$
BEGIN
  PERFORM FROM nodes WHERE nodes.id = node AND nodes.claim_fence < number FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'other nodes have taken over from this one' USING ERRCODE = 'PH001';
  END IF;
  RETURN QUERY WITH chosen AS MATERIALIZED (
    SELECT queue.id, queue.workspace_id FROM queue
    WHERE queue.state = 1 AND queue.lane_id = lane ORDER BY queue.id LIMIT most
    FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE queue SET state = 0, owner = node, claim = number
    FROM chosen WHERE queue.id = chosen.id AND queue.workspace_id = chosen.workspace_id
    RETURNING queue.*
  )
  SELECT q.id, q.workspace_id, q.event_id, q.webhook_id, q.lane_id, q.attempts, q.retry_of, b.body,
    e.type, e.occurred_at_ms, e.accepted_at_ms, e.is_test, e.channels, e.subject, e.data,
    NULL::bigint, q.lane_seq
  FROM taken AS q
  JOIN events AS e ON e.id = q.event_id AND e.workspace_id = q.workspace_id
  LEFT JOIN bodies AS b ON b.delivery_id = q.id AND b.workspace_id = q.workspace_id
  ORDER BY q.id;
END $$;

-- Of lanes that have an owner, only that one takes what is due; a lane that has none gets one here.
CREATE FUNCTION claim_due(node bigint, number bigint, now_ms bigint, most integer)
RETURNS SETOF claimed
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan SET lock_timeout = '10s'
AS $$
BEGIN
  PERFORM FROM nodes WHERE nodes.id = node AND nodes.claim_fence < number FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'other nodes have taken over from this one' USING ERRCODE = 'PH001';
  END IF;
  PERFORM own_lane(node, free.lane_id) FROM (
    SELECT DISTINCT due.lane_id FROM (
      SELECT queue.lane_id, queue.lane_seq FROM queue
      WHERE queue.state = 2 AND queue.due_at_ms <= now_ms
      ORDER BY queue.due_at_ms, queue.id LIMIT most
    ) AS due
    WHERE due.lane_seq IS NOT NULL AND NOT is_owned(due.lane_id)
    ORDER BY due.lane_id
  ) AS free;
  RETURN QUERY WITH chosen AS MATERIALIZED (
    SELECT queue.id, queue.workspace_id, queue.due_at_ms FROM queue
    WHERE queue.state = 2 AND queue.due_at_ms <= now_ms
      AND (queue.lane_seq IS NULL
        OR EXISTS (SELECT FROM lanes WHERE lanes.id = queue.lane_id AND lanes.owner = node))
    ORDER BY queue.due_at_ms, queue.id LIMIT most
    FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE queue SET state = 0, owner = node, claim = number, due_at_ms = NULL
    FROM chosen WHERE queue.id = chosen.id AND queue.workspace_id = chosen.workspace_id
    RETURNING queue.*, chosen.due_at_ms AS was_due
  )
  SELECT q.id, q.workspace_id, q.event_id, q.webhook_id, q.lane_id, q.attempts, q.retry_of, b.body,
    e.type, e.occurred_at_ms, e.accepted_at_ms, e.is_test, e.channels, e.subject, e.data,
    NULL::bigint, q.lane_seq
  FROM taken AS q
  JOIN events AS e ON e.id = q.event_id AND e.workspace_id = q.workspace_id
  LEFT JOIN bodies AS b ON b.delivery_id = q.id AND b.workspace_id = q.workspace_id
  ORDER BY q.was_due, q.id;
  RETURN QUERY SELECT NULL::uuid, NULL::uuid, NULL::uuid, NULL::uuid, NULL::uuid, 0, NULL::uuid,
    NULL::bytea, NULL::text, NULL::bigint, NULL::bigint, NULL::smallint, NULL::text, NULL::text,
    NULL::bytea, queue.due_at_ms, NULL::bigint
  FROM queue
  WHERE queue.state = 2 AND (queue.lane_seq IS NULL
    OR EXISTS (SELECT FROM lanes WHERE lanes.id = queue.lane_id AND lanes.owner = node)
    OR NOT is_owned(queue.lane_id))
  ORDER BY queue.due_at_ms LIMIT 1;
END $$;

-- Puts back what a claim of unknown outcome has taken, and makes it void if it has not happened yet.
-- `due` is when deliveries that were scheduled are due again; NULL: they were parked.
-- Held rows are in no index but the key, so this reads the whole queue; it is rare.
CREATE FUNCTION take_back(node bigint, number bigint, due bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET lock_timeout = '10s'
AS $$
BEGIN
  PERFORM FROM nodes WHERE nodes.id = node FOR UPDATE;
  UPDATE nodes SET claim_fence = greatest(claim_fence, number) WHERE nodes.id = node;
  UPDATE queue SET state = CASE WHEN due IS NULL THEN 1 ELSE 2 END, due_at_ms = due, owner = NULL,
    claim = NULL
  WHERE state = 0 AND owner = node AND claim = number;
END $$;

-- Ends the nodes that have ended or were silent for too long, by this server's clock, parks what they
-- held and frees the lanes that they owned; the count of both. A node that has a commit or a claim
-- under way is left for the next time. Who was silent for a while itself, because this server was
-- away, waits until the others have had time to be heard of.
CREATE FUNCTION take_over(node bigint, silent_for interval, look_anyway boolean) RETURNS bigint
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET lock_timeout = '10s'
AS $$
DECLARE
  parked bigint;
  freed bigint;
BEGIN
  DELETE FROM nodes WHERE id IN (
    SELECT id FROM nodes
    WHERE id <> node AND (has_ended OR heartbeat_at < clock_timestamp() - silent_for
      AND EXISTS (SELECT FROM nodes AS own
        WHERE own.id = node AND own.heartbeat_at > clock_timestamp() - silent_for / 2
          AND coalesce(own.steady_since < clock_timestamp() - silent_for, true)))
    FOR UPDATE SKIP LOCKED);
  IF NOT FOUND AND NOT look_anyway THEN RETURN 0; END IF;
  -- One look through the queue, whoever they were.
  UPDATE queue SET state = 1, owner = NULL, claim = NULL
  WHERE state = 0 AND NOT EXISTS (SELECT FROM nodes WHERE nodes.id = queue.owner);
  GET DIAGNOSTICS parked = ROW_COUNT;
  -- In order of their ids, as journals lock them.
  WITH left_behind AS MATERIALIZED (
    SELECT lanes.id, lanes.workspace_id FROM lanes
    WHERE lanes.owner IS NOT NULL AND NOT EXISTS (SELECT FROM nodes WHERE nodes.id = lanes.owner)
    ORDER BY lanes.id FOR NO KEY UPDATE
  )
  UPDATE lanes SET owner = NULL FROM left_behind
  WHERE lanes.id = left_behind.id AND lanes.workspace_id = left_behind.workspace_id;
  GET DIAGNOSTICS freed = ROW_COUNT;
  DELETE FROM lane_hints
  WHERE lane_hints.node IS NOT NULL AND NOT EXISTS (SELECT FROM nodes WHERE nodes.id = lane_hints.node);
  RETURN parked + freed;
END $$;

-- An event that is raised within a caller's own transaction. `first_event` is the event that took its
-- key before, NULL if that was another one than is raised now. Two transactions that raise the same
-- key at once do not wait for each other here: the journal takes the first.
CREATE FUNCTION raise_event(
  event uuid, workspace uuid, event_type text, occurred bigint, accepted bigint,
  event_channels text, event_subject text, key bytea, print bytea, event_data bytea,
  checked smallint
) RETURNS TABLE (is_raised boolean, first_event uuid)
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  used record;
BEGIN
  is_raised := false;
  IF key IS NOT NULL THEN
    SELECT u.event_id, u.fingerprint INTO used FROM (
      SELECT i.event_id, i.fingerprint FROM idempotency AS i
      WHERE i.key = raise_event.key AND i.workspace_id = workspace
      UNION ALL
      SELECT i.event_id, i.fingerprint FROM inbox AS i WHERE i.idempotency_key = raise_event.key
    ) AS u LIMIT 1;
    IF FOUND THEN
      IF used.fingerprint = print THEN first_event := used.event_id; END IF;
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;
  INSERT INTO inbox (event_id, workspace_id, type, occurred_at_ms, accepted_at_ms, channels,
    subject, idempotency_key, fingerprint, is_checked, data)
  VALUES (event, workspace, event_type, occurred, accepted, event_channels, event_subject, key,
    print, checked, event_data);
  is_raised := true;
  RETURN NEXT;
END $$;
