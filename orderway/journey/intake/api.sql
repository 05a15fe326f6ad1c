-- take
-- Keep one new order of the API as a message, unless the order is known or was told before; nothing returned then.
WITH first AS (
  INSERT INTO idempotency (client, key, body_hash, at, status, answer)
  SELECT 'order:' || %(shop)s::bigint, %(external)s, %(hash)b, %(now)s, 202, to_jsonb(%(id)s::bigint)
  WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = %(shop)s AND o.external_id = %(external)s)
  ON CONFLICT DO NOTHING RETURNING 1
), kept AS (
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  SELECT %(id)s, %(now)s, %(shop)s, 'order', '', %(source)s, %(body)b FROM first
)
INSERT INTO inbox_todo (message_id, received_at, shop_id, priority)
SELECT %(id)s, %(now)s, %(shop)s, 0 FROM first RETURNING message_id

-- keep_messages
-- Messages of the API, before it is known whether their orders are new. Arrays: message id, shop, body.
WITH told AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(shops)s::bigint[], %(bodies)b::bytea[]) AS m (id, shop_id, body)
), kept AS (
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  SELECT id, %(now)s, shop_id, 'order', '', %(source)s, body FROM told
)
INSERT INTO inbox_todo (message_id, received_at, shop_id, priority) SELECT id, %(now)s, shop_id, 0 FROM told

-- claim_orders
-- Note which message tells of an order first, unless the order is known or was told before.
-- Arrays, sorted by shop and external id: message id, shop, external id, hash of the content.
INSERT INTO idempotency (client, key, body_hash, at, status, answer)
SELECT 'order:' || shop_id, external_id, hash, %(now)s, 202, to_jsonb(id)
FROM unnest(%(ids)s::bigint[], %(shops)s::bigint[], %(externals)s::text[], %(hashes)b::bytea[])
  AS t (id, shop_id, external_id, hash)
WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = t.shop_id AND o.external_id = t.external_id)
ON CONFLICT DO NOTHING

-- not_claimed
-- Of these messages those that are not the first to tell of their order. Arrays: message id, shop, external id.
SELECT t.id FROM unnest(%(ids)s::bigint[], %(shops)s::bigint[], %(externals)s::text[]) AS t (id, shop_id, external_id)
LEFT JOIN idempotency i ON i.client = 'order:' || t.shop_id AND i.key = t.external_id
WHERE i.answer IS DISTINCT FROM to_jsonb(t.id)

-- take_back
-- Messages of this transaction that are not to be read.
WITH todo AS (DELETE FROM inbox_todo WHERE message_id = ANY(%(ids)s::bigint[]))
DELETE FROM inbox WHERE id = ANY(%(ids)s::bigint[]) AND received_at = %(now)s

-- told_before
-- What was told first of these orders. Arrays: shop, external id.
SELECT k.shop_id, k.external_id, i.body_hash FROM unnest(%s::bigint[], %s::text[]) AS k (shop_id, external_id)
JOIN idempotency i ON i.client = 'order:' || k.shop_id AND i.key = k.external_id

-- first_bodies
-- The message that made each of these orders, where they did not come by the API or long ago.
SELECT o.shop_id, o.external_id, m.topic, m.body FROM unnest(%s::bigint[], %s::text[]) AS k (shop_id, external_id)
JOIN orders o ON o.shop_id = k.shop_id AND o.external_id = k.external_id
LEFT JOIN LATERAL (
  SELECT i.topic, i.body FROM inbox_outcome x JOIN inbox i ON i.id = x.message_id
  WHERE x.order_id = o.id AND x.kind = 'order' ORDER BY x.message_id LIMIT 1
) m ON true

-- message_of
-- The message by which the API was told of an order, and how far it is read.
SELECT t.state, t.reason, i.at FROM idempotency i LEFT JOIN inbox_todo t ON t.message_id = (i.answer)::bigint
WHERE i.client = 'order:' || %s::bigint AND i.key = %s

-- still_unread
-- Whether a message is still to be read.
SELECT state FROM inbox_todo WHERE message_id = %s

-- hint
SELECT pg_notify('orderway_work', '')

-- shop_for_webhook
SELECT id, channel, secret FROM shop WHERE code = %s AND active

-- delivered_before
-- When a delivery was received first, and whether it said the same; null where what it said is no longer kept.
SELECT d.at, (SELECT bool_and(i.body = %(body)s) FROM inbox i WHERE i.shop_id = d.shop_id AND i.received_at = d.at AND i.key = d.key)
FROM delivery_seen d WHERE d.shop_id = %(shop)s AND d.key = %(key)s
