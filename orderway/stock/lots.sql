-- read
-- The lots of stock rows, locked behind their stock rows.
SELECT l.sku_id, l.warehouse_id, l.lot, l.expires_on, l.on_hand FROM lot l
JOIN unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id) USING (sku_id, warehouse_id)
ORDER BY l.sku_id, l.warehouse_id, l.lot FOR UPDATE OF l

-- on_hand
SELECT s.sku_id, s.warehouse_id, s.on_hand FROM stock s
JOIN unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id) USING (sku_id, warehouse_id)

-- shipped_of
-- The lot that an order got of a SKU.
SELECT m.lot, max(l.expires_on) FROM movement m LEFT JOIN lot l ON l.sku_id = m.sku_id AND l.lot = m.lot
WHERE m.order_id = %(order)s AND m.sku_id = %(sku)s AND m.kind = 'ship' AND m.lot <> ''
GROUP BY m.lot ORDER BY min(m.quantity), m.lot LIMIT 1

-- save
-- Lots as they are now; new ones are made.
INSERT INTO lot (sku_id, warehouse_id, lot, expires_on, on_hand, received_at)
SELECT s, w, l, d, u, %(now)s FROM unnest(%(skus)s::bigint[], %(places)s::bigint[], %(lots)s::text[], %(days)s::date[], %(units)s::bigint[])
  AS r (s, w, l, d, u)
ON CONFLICT (sku_id, warehouse_id, lot) DO UPDATE SET on_hand = EXCLUDED.on_hand, expires_on = EXCLUDED.expires_on

-- mark
-- What lies in lots that expire within the near days of their SKU, where that is another figure than before.
UPDATE stock s SET unsellable = n.units, unpublished = true FROM (
  SELECT t.sku_id, t.warehouse_id, coalesce(sum(l.on_hand) FILTER (
           WHERE l.expires_on < %(today)s::date + CASE WHEN k.near_expiry_days > 0 THEN k.near_expiry_days + 1 ELSE 0 END), 0)::bigint AS units
  FROM stock t LEFT JOIN sku_supply k ON k.sku_id = t.sku_id AND k.lot_kept
  LEFT JOIN lot l ON k.lot_kept AND l.sku_id = t.sku_id AND l.warehouse_id = t.warehouse_id
  WHERE (%(skus)s::bigint[] IS NULL AND (k.lot_kept OR t.unsellable > 0)) OR t.sku_id = ANY(%(skus)s::bigint[])
  GROUP BY 1, 2) n
WHERE n.sku_id = s.sku_id AND n.warehouse_id = s.warehouse_id AND s.unsellable <> n.units
RETURNING s.sku_id

-- open
-- What lies on hand and stands in no lot goes into the lot of unknown origin.
INSERT INTO lot (sku_id, warehouse_id, lot, expires_on, on_hand, received_at)
SELECT s.sku_id, s.warehouse_id, '', NULL, s.on_hand - coalesce(l.units, 0), %(now)s FROM stock s
LEFT JOIN (SELECT sku_id, warehouse_id, sum(on_hand) AS units FROM lot GROUP BY 1, 2) l USING (sku_id, warehouse_id)
WHERE s.sku_id = ANY(%(skus)s) AND s.on_hand > coalesce(l.units, 0)
ON CONFLICT (sku_id, warehouse_id, lot) DO UPDATE SET on_hand = lot.on_hand + EXCLUDED.on_hand

-- of_sku
SELECT l.warehouse_id, w.name, l.lot, l.expires_on, l.on_hand FROM lot l JOIN warehouse w ON w.id = l.warehouse_id
WHERE l.sku_id = %(sku)s AND l.on_hand > 0 AND (%(only)s::bigint[] IS NULL OR l.warehouse_id = ANY(%(only)s))
ORDER BY l.expires_on NULLS LAST, l.lot, w.name

-- expiring
-- What expires by a day, the soonest first.
SELECT s.id, s.code, s.name, l.warehouse_id, w.name, l.lot, l.expires_on, l.on_hand, coalesce(k.near_expiry_days, 0)
FROM lot l JOIN sku s ON s.id = l.sku_id JOIN warehouse w ON w.id = l.warehouse_id LEFT JOIN sku_supply k ON k.sku_id = l.sku_id
WHERE l.on_hand > 0 AND l.expires_on <= %(until)s AND (%(only)s::bigint[] IS NULL OR l.warehouse_id = ANY(%(only)s))
ORDER BY l.expires_on, s.code, w.name LIMIT %(limit)s

-- went_to
SELECT o.id, o.number, -sum(m.quantity)::bigint, max(m.at) FROM movement m JOIN orders o ON o.id = m.order_id
WHERE m.sku_id = %(sku)s AND m.lot = %(lot)s AND m.kind = 'ship' GROUP BY o.id, o.number ORDER BY max(m.at) DESC LIMIT %(limit)s

-- last_days
SELECT lot, expires_on FROM lot WHERE sku_id = %s AND warehouse_id = %s
