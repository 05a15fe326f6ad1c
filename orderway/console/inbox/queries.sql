-- parked
-- Messages that could not be read, oldest first, a page by keyset.
SELECT t.message_id, t.received_at, t.shop_id, s.name, s.channel, m.source, t.reason, t.facts, t.attempt
FROM inbox_todo t JOIN inbox m ON m.id = t.message_id AND m.received_at = t.received_at
LEFT JOIN shop s ON s.id = t.shop_id
WHERE t.state = 'parked' AND (%(shops)s::bigint[] IS NULL OR t.shop_id = ANY(%(shops)s))
  AND (%(reason)s = '' OR t.reason = %(reason)s) AND t.message_id > %(after)s
ORDER BY t.message_id LIMIT %(limit)s

-- reasons
-- How many are parked for each reason; counted up to a bound.
SELECT reason, count(*) FROM (
  SELECT reason FROM inbox_todo WHERE state = 'parked' AND (%(shops)s::bigint[] IS NULL OR shop_id = ANY(%(shops)s))
  LIMIT %(most)s
) counted GROUP BY 1 ORDER BY 2 DESC, 1

-- one
-- One parked message with its body, within the reader's shops.
SELECT t.message_id, t.received_at, t.shop_id, s.name, s.channel, m.source, t.reason, t.facts, t.attempt, m.topic, m.body
FROM inbox_todo t JOIN inbox m ON m.id = t.message_id AND m.received_at = t.received_at
LEFT JOIN shop s ON s.id = t.shop_id
WHERE t.state = 'parked' AND t.message_id = %(id)s AND (%(shops)s::bigint[] IS NULL OR t.shop_id = ANY(%(shops)s))

-- lock
-- Take a parked message for oneself; nothing, where somebody was faster.
SELECT message_id FROM inbox_todo WHERE message_id = %s AND state = 'parked' FOR UPDATE

-- shops
-- The last message and the last order of each shop.
SELECT s.id, s.name, s.channel, m.received_at, o.id, o.number, o.received_at
FROM shop s
LEFT JOIN LATERAL (SELECT received_at FROM inbox WHERE shop_id = s.id ORDER BY received_at DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (
  SELECT x.order_id FROM inbox i JOIN inbox_outcome x ON x.message_id = i.id AND x.kind = 'order'
  WHERE i.shop_id = s.id ORDER BY i.received_at DESC, i.id DESC LIMIT 1
) l ON true
LEFT JOIN orders o ON o.id = l.order_id
WHERE s.active AND (%(shops)s::bigint[] IS NULL OR s.id = ANY(%(shops)s)) ORDER BY s.name

-- shop_ids
SELECT id FROM shop

-- unmatched
-- What shops sell under a key that no SKU is known for, with the orders that wait for it.
SELECT o.shop_id, s.name, h.facts->>'listing' AS key, min(l.title), count(DISTINCT h.order_id), sum(l.ordered)::bigint,
  min(h.raised_at),
  CASE WHEN count(DISTINCT l.sku_code) = 1 THEN min(l.sku_code) ELSE '' END AS seller_code,
  CASE WHEN count(DISTINCT l.variant) = 1 THEN min(l.variant) ELSE '' END AS spec
FROM hold h JOIN orders o ON o.id = h.order_id JOIN shop s ON s.id = o.shop_id LEFT JOIN order_line l ON l.id = h.line_id
WHERE h.state = 'OPEN' AND h.reason = 'listing_unmatched' AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s))
  AND (%(shop)s::bigint IS NULL OR (o.shop_id = %(shop)s AND h.facts->>'listing' = %(key)s))
GROUP BY 1, 2, 3 ORDER BY 5 DESC, 7, 3 LIMIT %(limit)s

-- waiting_orders
-- The orders that are held because this listing has no SKU.
SELECT DISTINCT h.order_id FROM hold h JOIN orders o ON o.id = h.order_id
WHERE h.state = 'OPEN' AND h.reason = 'listing_unmatched' AND o.shop_id = %s AND h.facts->>'listing' = %s
ORDER BY 1 LIMIT %s

-- similar
-- SKUs whose code, barcode or name is like the key or the title, the likeliest first.
SELECT code, name, name_zh,
  greatest(
    CASE WHEN upper(regexp_replace(code, '[^[:alnum:]]', '', 'g')) = upper(regexp_replace(%(key)s, '[^[:alnum:]]', '', 'g'))
      OR (barcode <> '' AND barcode = %(key)s) THEN 1 ELSE 0 END,
    similarity(code, %(key)s), similarity(name, %(title)s), similarity(name_zh, %(title)s)
  ) AS likeness
FROM sku WHERE active ORDER BY likeness DESC, code LIMIT %(limit)s

-- sku
SELECT id FROM sku WHERE active AND code = %s

-- map
-- One listing stands for a SKU from now on.
INSERT INTO listing (shop_id, key, sku_id, title, mapped_by, seller_code, spec) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (shop_id, key) DO UPDATE SET sku_id = excluded.sku_id, title = excluded.title, mapped_by = excluded.mapped_by,
  seller_code = excluded.seller_code, spec = excluded.spec

-- touch
UPDATE reference_version SET version = version + 1 WHERE id = 1
