-- take
-- Keep one new order of the API as a message; false where it waits to be read or is there already. See schema/taking.sql.
SELECT take_order(%(id)s, %(now)s, %(shop)s, %(priority)s, %(external)s, %(source)s, %(body)b)

-- take_many
-- Keep new orders of the API as messages; those that waited to be read or were there already. Arrays, sorted by shop and external
-- id: message id, shop, priority, external id, body. See schema/batches.sql.
SELECT take_orders(%(ids)s::bigint[], %(now)s, %(shops)s::bigint[], %(priorities)s::bigint[], %(externals)s::text[],
  %(source)s, %(bodies)b::bytea[])

-- unread_bodies
-- What was told first of these orders and waits to be read. Arrays: shop, external id.
SELECT t.shop_id, t.order_key, m.topic, m.body FROM unnest(%s::bigint[], %s::text[]) AS k (shop_id, external_id)
JOIN inbox_todo t ON t.shop_id = k.shop_id AND t.order_key = k.external_id AND t.order_key <> ''
JOIN inbox m ON m.id = t.message_id AND m.received_at = t.received_at

-- first_bodies
-- The message that made each of these orders, null where it is no longer kept. Arrays: shop, external id.
SELECT o.shop_id, o.external_id, m.topic, m.body FROM unnest(%s::bigint[], %s::text[]) AS k (shop_id, external_id)
JOIN orders o ON o.shop_id = k.shop_id AND o.external_id = k.external_id
LEFT JOIN LATERAL (
  SELECT i.topic, i.body FROM inbox_outcome x JOIN inbox i ON i.id = x.message_id
  WHERE x.order_id = o.id AND x.kind = 'order' ORDER BY x.message_id LIMIT 1
) m ON true

-- message_of
-- The unread message by which the API was told of an order.
SELECT state, reason, received_at FROM inbox_todo WHERE shop_id = %s AND order_key = %s AND order_key <> ''

-- still_unread
-- Whether a message is still to be read.
SELECT state FROM inbox_todo WHERE message_id = %s

-- hint
SELECT pg_notify('orderway_work', '')

-- shop_for_webhook
SELECT id, channel, secret FROM shop WHERE code = %s AND active

-- keep_delivery
-- Keep a signed delivery and note it as to be read, unless one with its key was kept before: nothing then.
WITH first AS (
  INSERT INTO delivery_seen (shop_id, key, at) VALUES (%(shop)s, %(key)s, %(now)s) ON CONFLICT DO NOTHING
  RETURNING shop_id, key, at
), kept AS (
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  SELECT %(id)s, at, shop_id, %(topic)s, key, 'webhook', %(body)b FROM first
)
INSERT INTO inbox_todo (message_id, received_at, shop_id, priority) SELECT %(id)s, at, shop_id, %(priority)s FROM first

-- delivered_before
-- When a delivery was received first, and whether it said the same; null where what it said is no longer kept.
SELECT d.at, (SELECT bool_and(i.body = %(body)s) FROM inbox i WHERE i.shop_id = d.shop_id AND i.received_at = d.at AND i.key = d.key)
FROM delivery_seen d WHERE d.shop_id = %(shop)s AND d.key = %(key)s
