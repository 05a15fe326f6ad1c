-- store
-- Keep messages as they came, and note them as to be read. Arrays: id, shop, topic, key, source, body, priority.
WITH told AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(shops)s::bigint[], %(topics)s::text[], %(keys)s::text[], %(sources)s::text[],
                       %(bodies)b::bytea[], %(priorities)s::bigint[]) AS m (id, shop_id, topic, key, source, body, priority)
), kept AS (
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  SELECT id, %(now)s, shop_id, topic, key, source, body FROM told
)
INSERT INTO inbox_todo (message_id, received_at, shop_id, priority)
SELECT id, %(now)s, shop_id, priority FROM told

-- seen
-- Note a delivery's key; nothing inserted means that it is a replay.
INSERT INTO delivery_seen (shop_id, key, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING

-- seen_many
-- Note the keys of many messages; those inserted were not there before.
INSERT INTO delivery_seen (shop_id, key, at) SELECT %s, key, %s FROM unnest(%s::text[]) AS key
ON CONFLICT DO NOTHING RETURNING key

-- claim
-- The next messages to read; another worker skips those we lock. Their bodies by (id, received_at), so that one month is searched.
WITH next AS (
  SELECT message_id, received_at FROM inbox_todo WHERE state = 'new' AND message_id <> ALL(%(but)s)
  ORDER BY priority DESC, message_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
SELECT m.id, m.received_at, m.shop_id, m.topic, m.source, m.body FROM next n
JOIN inbox m ON m.id = n.message_id AND m.received_at = n.received_at ORDER BY m.id

-- turn
-- Readers work side by side …
SELECT pg_advisory_xact_lock_shared(hashtext(current_schema() || '.intake'))

-- turn_alone
-- … but one that was overtaken, since another made an order it was about to make, works alone until its commit, or the
-- same messages delivered to many readers would overtake it again and again.
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.intake'))

-- claim_these
SELECT m.id, m.received_at, m.shop_id, m.topic, m.source, m.body FROM inbox_todo n
JOIN inbox m ON m.id = n.message_id AND m.received_at = n.received_at
WHERE n.message_id = ANY(%(ids)s) AND n.state = 'new' ORDER BY m.id FOR UPDATE OF n SKIP LOCKED

-- existing
-- The orders these messages speak of, where we have them. Arrays: shop, external id.
SELECT o.shop_id, o.external_id, o.id FROM orders o
JOIN unnest(%s::bigint[], %s::text[]) AS k (shop_id, external_id) ON o.shop_id = k.shop_id AND o.external_id = k.external_id

-- done
DELETE FROM inbox_todo WHERE message_id = ANY(%s::bigint[])

-- outcomes
COPY inbox_outcome (message_id, at, kind, order_id) FROM STDIN

-- park
UPDATE inbox_todo t SET state = 'parked', reason = p.reason, facts = p.facts::jsonb, attempt = attempt + 1
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS p (id, reason, facts) WHERE t.message_id = p.id

-- unpark
-- Read these parked messages again.
UPDATE inbox_todo SET state = 'new', reason = '', facts = '{}' WHERE state = 'parked' AND message_id = ANY(%s)

-- unpark_reason
-- Read all messages again that were parked for one reason at one shop.
UPDATE inbox_todo SET state = 'new', reason = '', facts = '{}' WHERE state = 'parked' AND reason = %s AND shop_id = ANY(%s)

-- unpark_orders
-- Messages that came before their order: read them again now that it is here.
UPDATE inbox_todo SET state = 'new', reason = '', facts = '{}'
WHERE state = 'parked' AND reason = 'order_unknown' AND (shop_id, facts->>'order') IN (
  SELECT * FROM unnest(%s::bigint[], %s::text[]))

-- unpark_known
-- Messages that wait for an order which is here by now.
UPDATE inbox_todo t SET state = 'new', reason = '', facts = '{}' FROM orders o
WHERE t.state = 'parked' AND t.reason = 'order_unknown' AND o.shop_id = t.shop_id AND o.external_id = t.facts->>'order'

-- any_order_unknown
SELECT 1 FROM inbox_todo WHERE state = 'parked' AND reason = 'order_unknown' LIMIT 1

-- recent
-- Orders of the same phones within the last hours, for the suspicion of a duplicate.
SELECT p.phone_hash, o.id, o.placed_at FROM person p JOIN orders o ON o.id = p.order_id
WHERE p.phone_hash = ANY(%(hashes)s::bigint[]) AND o.placed_at >= %(since)s AND o.standing NOT IN ('cancelled', 'completed')

-- recent_lines
-- What was sold: of the components of a bundle, which share a position, one stands for all.
SELECT DISTINCT ON (order_id, position) order_id, listing, sku_code, ordered / greatest(bundle_units, 1)
FROM order_line WHERE order_id = ANY(%s) AND added_by = ''

-- lease
INSERT INTO lease (id, worker, kind, at, ids) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING

-- lease_done
DELETE FROM lease WHERE id = %s

-- leased_before
-- Messages that were being read by a worker that never finished.
SELECT DISTINCT unnest(ids) FROM lease WHERE kind = 'intake' AND ids && %s::bigint[] AND id <> %s

-- lease_forget
DELETE FROM lease WHERE kind = 'intake' AND ids && %s::bigint[] AND id <> %s

-- behind
-- How far behind reading is: messages to read, and since when the oldest waits.
SELECT count(*), min(received_at) FROM inbox_todo WHERE state = 'new'

-- next_ids
SELECT message_id FROM inbox_todo WHERE state = 'new' ORDER BY priority DESC, message_id LIMIT %s

-- settle
-- A parked message that is not to be read any more, and what came of it instead; nothing where it is not parked.
WITH settled AS (DELETE FROM inbox_todo WHERE message_id = %(id)s AND state = 'parked' RETURNING message_id)
INSERT INTO inbox_outcome (message_id, at, kind, order_id) SELECT message_id, %(now)s, %(kind)s, NULL FROM settled
