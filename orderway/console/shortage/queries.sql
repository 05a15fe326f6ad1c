-- skus
-- What is short: units, orders, the first deadline; what orders of the reader's shops wait for.
SELECT k.id, k.code, k.name, coalesce(k.name_zh, ''), count(DISTINCT o.id), sum(l.backordered)::bigint, min(o.ship_by),
  min(o.extra->'expected'->>'at')
FROM order_line l JOIN orders o ON o.id = l.order_id JOIN sku k ON k.id = l.sku_id
WHERE l.backordered > 0 AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
GROUP BY k.id ORDER BY count(DISTINCT o.id) DESC, k.code LIMIT %(limit)s

-- orders
-- The orders that are short of one SKU, in fair order.
SELECT o.id FROM orders o
WHERE o.id IN (SELECT l.order_id FROM order_line l WHERE l.sku_id = %(sku)s AND l.backordered > 0)
  AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
ORDER BY o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id LIMIT %(limit)s

-- sku
SELECT id, code, name, coalesce(name_zh, '') FROM sku WHERE id = %(sku)s
