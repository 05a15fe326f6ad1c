-- read
SELECT id, sku_id, warehouse_id, shop_id, order_id, transfer_id, units FROM fence WHERE sku_id = ANY(%s::bigint[]) ORDER BY id

-- add
INSERT INTO fence (id, sku_id, warehouse_id, shop_id, order_id, transfer_id, units, given, made_by, made_at)
VALUES (%s, %s, %s, %s, %s, %s, 0, 0, %s, %s)

-- apply
-- Units by fence; a fence never falls below 0.
UPDATE fence f SET units = f.units + c.units, given = f.given + greatest(c.units, 0)
FROM unnest(%s::bigint[], %s::bigint[]) AS c (id, units) WHERE f.id = c.id AND f.units + c.units >= 0

-- forget
-- Empty ones whose order or transfer has ended; a shop keeps its own.
DELETE FROM fence WHERE id IN (
  SELECT f.id FROM fence f LEFT JOIN orders o ON o.id = f.order_id LEFT JOIN transfer t ON t.id = f.transfer_id
  WHERE f.units = 0 AND f.shop_id IS NULL
    AND coalesce(o.standing IN ('completed', 'cancelled'), t.state IN ('RECEIVED', 'CANCELLED'), true) LIMIT %s)

-- idle
-- Earmarks that nobody will take: their order has nothing of it left to be reserved.
SELECT f.id, f.sku_id, f.warehouse_id, f.shop_id, f.order_id, f.transfer_id, f.units FROM fence f
WHERE f.order_id IS NOT NULL AND f.units > 0
  AND NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = f.order_id AND l.sku_id = f.sku_id AND l.open + l.backordered > 0)
ORDER BY f.id LIMIT %s

-- of_shops
SELECT f.id, f.sku_id, s.code, f.warehouse_id, w.name, f.shop_id, p.name, f.units, f.given
FROM fence f JOIN sku s ON s.id = f.sku_id JOIN warehouse w ON w.id = f.warehouse_id JOIN shop p ON p.id = f.shop_id
WHERE f.shop_id IS NOT NULL AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s)) ORDER BY s.code, p.name, w.name
