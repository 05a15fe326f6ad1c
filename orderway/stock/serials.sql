-- pack
-- A serial number goes into a parcel; not where it is in another one or with a buyer.
INSERT INTO serial (id, sku_id, serial, state, warehouse_id, order_id, line_id, at, by)
VALUES (%(id)s, %(sku_id)s, %(serial)s, 'PACKED', %(warehouse_id)s, %(order_id)s, %(line_id)s, %(now)s, %(by)s)
ON CONFLICT (sku_id, serial) DO UPDATE SET state = 'PACKED', warehouse_id = EXCLUDED.warehouse_id, order_id = EXCLUDED.order_id,
  line_id = EXCLUDED.line_id, at = EXCLUDED.at, by = EXCLUDED.by
WHERE serial.state = 'IN_STOCK' OR serial.state = 'PACKED' AND serial.order_id = EXCLUDED.order_id

-- unpack
UPDATE serial SET state = 'IN_STOCK', order_id = NULL, line_id = NULL, at = %(now)s
WHERE order_id = %(order)s AND line_id = ANY(%(lines)s) AND state = 'PACKED'

-- ship
UPDATE serial SET state = 'SHIPPED', warehouse_id = NULL, at = %(now)s WHERE order_id = ANY(%(orders)s) AND state = 'PACKED'

-- take_back
UPDATE serial s SET state = %(state)s, at = %(now)s FROM unnest(%(lines)s::bigint[], %(serials)s::text[]) AS k (line_id, serial)
WHERE s.order_id = %(order)s AND s.line_id = k.line_id AND s.serial = k.serial AND s.state = 'SHIPPED'

-- find
SELECT k.code, s.serial, s.state, coalesce(w.name, ''), s.order_id, coalesce(o.number, ''), s.at FROM serial s
JOIN sku k ON k.id = s.sku_id LEFT JOIN warehouse w ON w.id = s.warehouse_id LEFT JOIN orders o ON o.id = s.order_id
WHERE s.serial = %(text)s OR s.serial ILIKE %(text)s || '%%' ORDER BY s.serial, k.code LIMIT %(limit)s

-- unpack_idle
-- Numbers packed for orders that will not ship them.
UPDATE serial SET state = 'IN_STOCK', order_id = NULL, line_id = NULL, at = %(now)s WHERE state = 'PACKED'
  AND order_id IN (SELECT id FROM orders WHERE standing = 'cancelled')
