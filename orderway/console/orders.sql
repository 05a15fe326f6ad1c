-- rows
-- What a list shows of some orders. The name is masked before it is shown. Without a title of the channel the goods have
-- the name of their SKU.
SELECT o.id, o.number, o.external_id, o.version, o.placed_at, o.received_at, o.currency, o.total_minor, o.status, o.partially,
       o.standing, o.stage, o.payment_state, o.ship_by, o.due_at, o.shipped_at, o.owner_role, o.next_action, o.city, o.province,
       o.country, o.line_count, o.units, s.name AS shop, s.channel, p.name AS receiver, p.token,
       CASE WHEN o.first_title <> '' THEN o.first_title ELSE coalesce((
         SELECT coalesce(nullif(l.title, ''), nullif(CASE WHEN %(chinese)s THEN k.name_zh END, ''), nullif(k.name, ''), l.sku_code)
         FROM order_line l LEFT JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id ORDER BY l.position LIMIT 1), '') END AS first_title
FROM orders o JOIN shop s ON s.id = o.shop_id LEFT JOIN person p ON p.order_id = o.id
WHERE o.id = ANY(%(ids)s)

-- holds
-- The open holds of some orders, the oldest first.
SELECT order_id, id, reason, raised_at, due_at, claimed_by FROM hold WHERE order_id = ANY(%(ids)s) AND state = 'OPEN'
ORDER BY raised_at, id

-- numbers
-- What people call some orders.
SELECT id, number FROM orders WHERE id = ANY(%(ids)s)

-- unclaimed
-- Those of some orders that have open holds which nobody has claimed.
SELECT h.order_id FROM hold h WHERE h.order_id = ANY(%(ids)s) AND h.state = 'OPEN'
GROUP BY h.order_id HAVING bool_and(h.claimed_by = '')
