-- What nodes that share this database ask it about each other.

-- Events of a batch that go into an ordered lane while another node has what was raised before them in
-- their workspace: their places.
CREATE FUNCTION too_early(e published) RETURNS SETOF integer
LANGUAGE sql STABLE
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
  SELECT w.place::integer
  FROM unnest(e.seqs, e.workspaces) WITH ORDINALITY AS w (seq, workspace_id, place)
  WHERE w.place IN (SELECT t.place FROM unnest(e.places, e.states) AS t (place, state)
      WHERE t.state = 3)
    AND EXISTS (SELECT FROM inbox WHERE inbox.workspace_id = w.workspace_id
      AND inbox.seq < w.seq AND inbox.seq <> ALL (array_remove(e.seqs, NULL)))
$$;

-- The rows of a batch that stand in line, and a hint for those who send for their lanes. Lanes are
-- locked in order of their ids: of two batches for the same ones, one waits for the other to commit.
CREATE FUNCTION park_in_line(node bigint, e published, refused integer[]) RETURNS void
LANGUAGE sql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET lock_timeout = '10s'
AS $$
  WITH placed AS MATERIALIZED (
    SELECT t.id, (e.workspaces)[t.place] AS workspace_id, (e.ids)[t.place] AS event_id,
      t.webhook_id, t.lane_id, row_number() OVER (PARTITION BY t.lane_id ORDER BY t.position) AS place
    FROM unnest(e.places, e.deliveries, e.webhooks, e.lanes, e.states) WITH ORDINALITY
      AS t (place, id, webhook_id, lane_id, state, position)
    WHERE t.place <> ALL (refused) AND t.state = 3
  ), counted AS (
    SELECT p.lane_id, p.workspace_id, max(p.place) AS count FROM placed AS p
    GROUP BY p.lane_id, p.workspace_id
  ), numbered AS (
    INSERT INTO lanes AS l (id, workspace_id, next_seq)
    SELECT c.lane_id, c.workspace_id, 1 + c.count FROM counted AS c ORDER BY c.lane_id
    ON CONFLICT (id, workspace_id) DO UPDATE SET next_seq = l.next_seq + excluded.next_seq - 1
    RETURNING l.id, l.next_seq, l.owner
  ), hinted AS (
    INSERT INTO lane_hints (node, lanes)
    SELECT n.owner, array_agg(n.id) FROM numbered AS n
    WHERE n.owner <> park_in_line.node GROUP BY n.owner
  )
  INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state, lane_seq)
  SELECT p.id, p.workspace_id, p.event_id, p.webhook_id, p.lane_id, 1,
    n.next_seq - 1 - c.count + p.place
  FROM placed AS p
  JOIN numbered AS n ON n.id = p.lane_id
  JOIN counted AS c ON c.lane_id = p.lane_id
$$;

-- Who is no worker sends nothing of what it parks: any worker may, of lanes that have no owner.
CREATE FUNCTION hint_workers(node bigint, e published, refused integer[]) RETURNS void
LANGUAGE sql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
  INSERT INTO lane_hints (lanes)
  SELECT array_agg(DISTINCT t.lane_id)
  FROM unnest(e.places, e.lanes, e.states) AS t (place, lane_id, state)
  WHERE NOT (SELECT nodes.is_worker FROM nodes WHERE nodes.id = hint_workers.node)
    AND t.place <> ALL (refused) AND (t.state = 1 OR t.state = 3 AND NOT EXISTS (
      SELECT FROM lanes WHERE lanes.id = t.lane_id AND lanes.owner IS NOT NULL))
  HAVING count(*) > 0
$$;

-- Whether a node that is not gone sends for this lane.
CREATE FUNCTION is_owned(lane uuid) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = posthorn, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM lanes JOIN nodes ON nodes.id = lanes.owner WHERE lanes.id = lane)
$$;

-- Makes the node the owner of a lane that has none. False: it has another one. What was parked before
-- the lane had numbers to give comes first from now on.
CREATE FUNCTION own_lane(node bigint, lane uuid) RETURNS boolean
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off SET enable_bitmapscan = off SET lock_timeout = '10s'
AS $$
BEGIN
  -- Locked by a statement of its own: the next one sees what whoever held the lock has written.
  PERFORM FROM lanes WHERE lanes.id = lane FOR NO KEY UPDATE;
  IF is_owned(lane) THEN
    RETURN EXISTS (SELECT FROM lanes WHERE lanes.id = lane AND lanes.owner = node);
  END IF;
  UPDATE lanes SET owner = node WHERE lanes.id = lane;
  IF NOT FOUND THEN
    INSERT INTO lanes (id, workspace_id, owner)
    SELECT lane, queue.workspace_id, node FROM queue
    WHERE queue.state = 1 AND queue.lane_id = lane LIMIT 1
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN true; END IF;
  END IF;
  UPDATE queue SET lane_seq = 0
  WHERE queue.state = 1 AND queue.lane_id = lane AND queue.lane_seq IS NULL;
  RETURN true;
END $$;

-- As `claim_parked`, for a lane that one node at a time sends for, in the order of its numbers. A row
-- without an id says which scheduled delivery the lane waits for, or, where it names none, that the
-- lane is another node's.
CREATE FUNCTION claim_owned(node bigint, number bigint, lane uuid, most integer, in_order boolean)
RETURNS SETOF claimed
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan SET lock_timeout = '10s'
AS $$
DECLARE
  holder bigint;
BEGIN
  -- While this is held nobody takes the node's lanes away from it.
  PERFORM FROM nodes WHERE nodes.id = node AND nodes.claim_fence < number FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'other nodes have taken over from this one' USING ERRCODE = 'PH001';
  END IF;
  SELECT lanes.owner INTO holder FROM lanes WHERE lanes.id = lane;
  IF holder IS DISTINCT FROM node AND NOT own_lane(node, lane) THEN
    RETURN NEXT NULL::claimed;
    RETURN;
  END IF;
  IF in_order THEN
    RETURN QUERY SELECT NULL::uuid, NULL::uuid, queue.id, queue.webhook_id, lane, 0, NULL::uuid,
      NULL::bytea, NULL::text, NULL::bigint, NULL::bigint, NULL::smallint, NULL::text,
      NULL::text, NULL::bytea, NULL::bigint, NULL::bigint
    FROM queue WHERE queue.state = 2 AND queue.lane_id = lane ORDER BY queue.id LIMIT 1;
    IF FOUND THEN RETURN; END IF;
  END IF;
  RETURN QUERY WITH in_line AS MATERIALIZED (
    SELECT queue.id, queue.workspace_id FROM queue
    WHERE queue.state = 1 AND queue.lane_id = lane AND queue.lane_seq IS NOT NULL
    ORDER BY queue.lane_seq, queue.id LIMIT most
    -- Waits for whoever has one of them: to pass it by would break the order.
    FOR UPDATE
  ), late AS MATERIALIZED (
    -- Journaled by a node that did not know yet that the lane has an owner.
    SELECT queue.id, queue.workspace_id FROM queue
    WHERE queue.state = 1 AND queue.lane_id = lane AND queue.lane_seq IS NULL
    ORDER BY queue.id LIMIT most - (SELECT count(*) FROM in_line)
    FOR UPDATE
  ), taken AS (
    UPDATE queue SET state = 0, owner = node, claim = number, lane_seq = coalesce(lane_seq, 0)
    FROM (SELECT * FROM in_line UNION ALL SELECT * FROM late) AS chosen
    WHERE queue.id = chosen.id AND queue.workspace_id = chosen.workspace_id
    RETURNING queue.*
  )
  SELECT q.id, q.workspace_id, q.event_id, q.webhook_id, q.lane_id, q.attempts, q.retry_of, b.body,
    e.type, e.occurred_at_ms, e.accepted_at_ms, e.is_test, e.channels, e.subject, e.data,
    NULL::bigint, q.lane_seq
  FROM taken AS q
  JOIN events AS e ON e.id = q.event_id AND e.workspace_id = q.workspace_id
  LEFT JOIN bodies AS b ON b.delivery_id = q.id AND b.workspace_id = q.workspace_id
  ORDER BY q.lane_seq, q.id;
END $$;

-- Lanes of which the node holds nothing: whoever comes next may have them.
CREATE FUNCTION release_lanes(node bigint, released uuid[]) RETURNS void
LANGUAGE sql
SET search_path = posthorn, pg_temp
AS $$
  UPDATE lanes SET owner = NULL FROM (
    SELECT lanes.id, lanes.workspace_id FROM lanes
    WHERE lanes.id = ANY (released) AND lanes.owner = node ORDER BY lanes.id FOR NO KEY UPDATE
  ) AS own
  WHERE lanes.id = own.id AND lanes.workspace_id = own.workspace_id
$$;

-- Deliveries that were parked one by one get their places at the end of their lanes, if those have
-- an owner or ever had one; and who sends for the lanes is told.
CREATE FUNCTION line_up(ids uuid[]) RETURNS void
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  part record;
  first_seq bigint;
BEGIN
  FOR part IN
    SELECT queue.lane_id, count(*) AS count FROM queue JOIN unnest(ids) AS u (id) ON queue.id = u.id
    WHERE queue.state = 1 AND queue.lane_seq IS NULL GROUP BY queue.lane_id ORDER BY queue.lane_id
  LOOP
    UPDATE lanes SET next_seq = next_seq + part.count
    WHERE lanes.id = part.lane_id AND (owner IS NOT NULL OR next_seq > 1)
    RETURNING next_seq - part.count INTO first_seq;
    CONTINUE WHEN NOT FOUND;
    UPDATE queue SET lane_seq = first_seq + placed.place
    FROM (
      SELECT queue.id, row_number() OVER (ORDER BY queue.id) - 1 AS place
      FROM queue JOIN unnest(ids) AS u (id) ON queue.id = u.id
      WHERE queue.state = 1 AND queue.lane_seq IS NULL AND queue.lane_id = part.lane_id
    ) AS placed
    WHERE queue.id = placed.id AND queue.state = 1;
  END LOOP;
END $$;

-- Tells the owner of a lane, or any worker, to look at it.
CREATE FUNCTION hint_lane(node bigint, lane uuid, doubt boolean) RETURNS void
LANGUAGE sql
SET search_path = posthorn, pg_temp
AS $$
  INSERT INTO lane_hints (node, lanes, is_doubt)
  SELECT lanes.owner, ARRAY[lanes.id], doubt FROM lanes
  WHERE lanes.id = lane AND lanes.owner IS DISTINCT FROM hint_lane.node
$$;

-- What a worker has to know of at once: lanes to look at, and in a last row without one whether the
-- inbox has anything. Cheap while there is nothing: it is asked all the time.
CREATE FUNCTION read_news(node bigint) RETURNS TABLE (lane uuid, is_doubt boolean)
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH read AS (
    DELETE FROM lane_hints WHERE id IN (
      SELECT h.id FROM lane_hints AS h WHERE h.node = read_news.node OR h.node IS NULL
      ORDER BY h.id LIMIT 100 FOR UPDATE SKIP LOCKED)
    RETURNING lane_hints.lanes, lane_hints.is_doubt
  )
  SELECT u.id, bool_or(read.is_doubt) FROM read, unnest(read.lanes) AS u (id) GROUP BY u.id;
  IF EXISTS (SELECT FROM inbox) THEN RETURN QUERY SELECT NULL::uuid, false; END IF;
END $$;

-- A heartbeat, by this server's clock, so that nodes need not agree on the time: how many workers
-- there are, and how many of them come before this node. No row: the node is no more.
CREATE FUNCTION beat(node bigint) RETURNS TABLE (workers bigint, before bigint)
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
AS $$
BEGIN
  UPDATE nodes SET heartbeat_at = clock_timestamp(),
    steady_since = CASE WHEN heartbeat_at < clock_timestamp() - interval '6 seconds'
      THEN clock_timestamp() ELSE steady_since END
  WHERE nodes.id = node;
  IF NOT FOUND THEN RETURN; END IF;
  RETURN QUERY SELECT count(*), count(*) FILTER (WHERE nodes.id < node) FROM nodes
  WHERE is_worker AND NOT has_ended AND heartbeat_at > clock_timestamp() - interval '12 seconds';
END $$;

-- Changes of the catalogue are few, so it costs nobody anything that their commits wait for each
-- other. Whoever misses it looks at the version, which is the truth, twice a second.
CREATE FUNCTION tell_catalog_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = posthorn, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('posthorn_catalog', '');
  RETURN NULL;
END $$;

CREATE TRIGGER meta_catalog_changed AFTER UPDATE ON meta FOR EACH ROW
  WHEN (NEW.key = 'catalog_version' AND NEW.value <> OLD.value)
  EXECUTE FUNCTION tell_catalog_change();

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA posthorn FROM PUBLIC;
