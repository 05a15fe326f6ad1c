-- listed
-- Stock rows by SKU code and warehouse, from a place on; `only` the warehouses, `short` what is waited for or used up.
SELECT s.id, s.code, s.name, s.name_zh, k.warehouse_id, h.name, k.bin_code, k.on_hand, k.reserved, k.safety, k.damaged,
       k.in_transit, coalesce(d.waiting, 0), k.unsellable, k.fenced
FROM stock k
JOIN sku s ON s.id = k.sku_id
JOIN warehouse h ON h.id = k.warehouse_id
LEFT JOIN stock_demand d ON d.sku_id = k.sku_id
WHERE (s.code, k.warehouse_id) > (%(code)s, %(after)s::bigint)
  AND (%(only)s::bigint[] IS NULL OR k.warehouse_id = ANY(%(only)s))
  AND (%(text)s = '' OR s.code ILIKE %(prefix)s OR s.barcode = %(text)s OR s.name ILIKE %(part)s OR s.name_zh ILIKE %(part)s)
  AND (NOT %(short)s OR k.on_hand - k.reserved - k.safety - k.unsellable - k.fenced <= 0 OR d.waiting > 0)
ORDER BY s.code, k.warehouse_id LIMIT %(limit)s

-- one
-- One stock row with its SKU and warehouse.
SELECT s.id, s.code, s.name, s.name_zh, s.barcode, s.category, k.warehouse_id, h.name, k.bin_code, k.on_hand, k.reserved,
       k.safety, k.damaged, k.in_transit, coalesce(d.waiting, 0), h.time_zone, k.unsellable, k.fenced
FROM stock k JOIN sku s ON s.id = k.sku_id JOIN warehouse h ON h.id = k.warehouse_id
LEFT JOIN stock_demand d ON d.sku_id = k.sku_id
WHERE k.sku_id = %(sku)s AND k.warehouse_id = %(warehouse)s AND (%(only)s::bigint[] IS NULL OR k.warehouse_id = ANY(%(only)s))

-- held
-- Who has reserved it, the most urgent first.
SELECT o.id, o.number, r.quantity, r.state, o.ship_by FROM reservation r JOIN orders o ON o.id = r.order_id
WHERE r.sku_id = %(sku)s AND r.warehouse_id = %(warehouse)s AND r.state IN ('SOFT', 'HARD')
ORDER BY o.ship_by NULLS LAST, r.id LIMIT %(limit)s

-- moved
-- Movements, the latest first, from a place on.
SELECT m.id, m.at, m.quantity, m.kind, m.reason, m.actor, m.order_id, o.number FROM movement m
LEFT JOIN orders o ON o.id = m.order_id
WHERE m.sku_id = %(sku)s AND m.warehouse_id = %(warehouse)s AND (m.at, m.id) < (%(at)s, %(id)s::bigint)
ORDER BY m.at DESC, m.id DESC LIMIT %(limit)s

-- sum_moved
SELECT coalesce(sum(quantity), 0)::bigint FROM movement WHERE sku_id = %(sku)s AND warehouse_id = %(warehouse)s

-- warehouses
SELECT id, name FROM warehouse WHERE active AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) ORDER BY name, id

-- sku_of
SELECT id FROM sku WHERE lower(code) = lower(%(text)s) OR barcode = %(text)s AND barcode <> '' ORDER BY lower(code) = lower(%(text)s) DESC LIMIT 1
