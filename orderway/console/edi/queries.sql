-- interchanges
-- A page of interchanges, the latest first. `wanted`: all, in, out, late, refused.
SELECT i.id, i.at, i.direction, i.kind, i.number, i.control, i.state, i.ack, i.ack_due_at, i.order_id, o.number, p.code,
  i.facts, p.shop_id
FROM edi_interchange i JOIN edi_partner p ON p.id = i.partner_id LEFT JOIN orders o ON o.id = i.order_id
WHERE i.id < %(before)s AND (%(shops)s::bigint[] IS NULL OR p.shop_id = ANY(%(shops)s))
  AND (%(partner)s = '' OR p.code = %(partner)s)
  AND CASE %(wanted)s WHEN 'in' THEN i.direction = 'in' WHEN 'out' THEN i.direction = 'out'
    WHEN 'late' THEN i.ack = '' AND i.ack_due_at < %(now)s
    WHEN 'refused' THEN i.state IN ('REFUSED', 'PART', 'FAILED') OR i.ack IN ('rejected', 'part') ELSE true END
ORDER BY i.id DESC LIMIT %(limit)s

-- late
-- How many acknowledgements are missing.
SELECT count(*) FROM (SELECT 1 FROM edi_interchange i JOIN edi_partner p ON p.id = i.partner_id
  WHERE i.ack = '' AND i.ack_due_at < %(now)s AND (%(shops)s::bigint[] IS NULL OR p.shop_id = ANY(%(shops)s)) LIMIT 1000) found

-- refused
-- How many of the last days were refused, by us or by the partner, and wait for somebody.
SELECT count(*) FROM (SELECT 1 FROM edi_interchange i JOIN edi_partner p ON p.id = i.partner_id
  WHERE i.direction = 'out' AND (i.state = 'FAILED' AND i.ack = '' OR i.ack IN ('rejected', 'part'))
  AND (%(shops)s::bigint[] IS NULL OR p.shop_id = ANY(%(shops)s)) LIMIT 1000) found

-- one
-- One interchange with its body.
SELECT i.id, i.at, i.direction, i.kind, i.number, i.control, i.state, i.ack, i.ack_due_at, i.acked_at, i.order_id, o.number,
  p.code, p.id, i.facts, i.source, i.body
FROM edi_interchange i JOIN edi_partner p ON p.id = i.partner_id LEFT JOIN orders o ON o.id = i.order_id
WHERE i.id = %(id)s AND (%(shops)s::bigint[] IS NULL OR p.shop_id = ANY(%(shops)s))

-- partners
-- Partners by name, with what each is for.
SELECT p.id, p.code, p.standard, p.active, coalesce(s.name, w.name), p.shop_id IS NOT NULL, p.settings->>'usage',
  (SELECT max(i.at) FROM edi_interchange i WHERE i.partner_id = p.id AND i.direction = 'in')
FROM edi_partner p LEFT JOIN shop s ON s.id = p.shop_id LEFT JOIN warehouse w ON w.id = p.warehouse_id ORDER BY p.code

-- feeds
-- What warehouses told of their stock, the latest first.
SELECT f.id, f.at, f.told_at, f.kind, f.key, f.state, f.differences, w.code, w.name FROM stock_feed f
JOIN warehouse w ON w.id = f.warehouse_id
WHERE f.id < %(before)s AND (%(warehouses)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(warehouses)s))
ORDER BY f.id DESC LIMIT %(limit)s
