-- sku
SELECT id, code, name FROM sku WHERE code = %s

-- skus
SELECT id, code FROM sku WHERE code = ANY(%s)

-- warehouses
SELECT id, code FROM warehouse WHERE code = ANY(%s)

-- stock
-- The rows of one SKU, with what its open reservations and its movements add up to.
SELECT w.code, coalesce(r.soft, 0), coalesce(r.hard, 0), coalesce(r.orders, 0), coalesce(m.moved, 0)
FROM stock s JOIN warehouse w ON w.id = s.warehouse_id
LEFT JOIN LATERAL (
  SELECT sum(quantity) FILTER (WHERE state = 'SOFT')::bigint AS soft, sum(quantity) FILTER (WHERE state = 'HARD')::bigint AS hard,
    count(DISTINCT order_id) AS orders
  FROM reservation v WHERE v.sku_id = s.sku_id AND v.warehouse_id = s.warehouse_id AND v.state IN ('SOFT', 'HARD')
) r ON true
LEFT JOIN LATERAL (
  SELECT sum(quantity)::bigint AS moved FROM movement v WHERE v.sku_id = s.sku_id AND v.warehouse_id = s.warehouse_id
) m ON true
WHERE s.sku_id = %(sku)s AND (%(warehouses)s::bigint[] IS NULL OR s.warehouse_id = ANY(%(warehouses)s)) ORDER BY w.code

-- warehouse_codes
SELECT id, code FROM warehouse WHERE id = ANY(%s::bigint[])
