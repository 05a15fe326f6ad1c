-- rows
-- The terms by SKU and warehouse; with a shop, what is set apart for it and what it may not sell in addition.
SELECT k.sku_id, k.warehouse_id, w.code, w.name, k.on_hand, k.reserved, k.safety, k.unsellable,
       k.fenced - coalesce(f.own, 0), coalesce(f.own, 0), coalesce(c.units, 0)::bigint, k.damaged, k.in_transit, w.practice
FROM stock k
JOIN sku s ON s.id = k.sku_id
JOIN warehouse w ON w.id = k.warehouse_id AND w.active AND w.practice = s.practice
LEFT JOIN shop p ON p.id = %(shop)s::bigint
LEFT JOIN LATERAL (SELECT sum(units)::bigint AS own FROM fence
  WHERE sku_id = k.sku_id AND warehouse_id = k.warehouse_id AND shop_id = p.id) f ON true
LEFT JOIN LATERAL (SELECT max(units) AS units FROM channel_safety
  WHERE p.id IS NOT NULL AND coalesce(sku_id, k.sku_id) = k.sku_id AND coalesce(warehouse_id, k.warehouse_id) = k.warehouse_id
    AND coalesce(shop_id, p.id) = p.id AND channel IN ('', p.channel)) c ON true
WHERE k.sku_id = ANY(%(skus)s::bigint[]) AND (%(only)s::bigint[] IS NULL OR k.warehouse_id = ANY(%(only)s))
  AND (p.id IS NULL OR p.practice = s.practice)
ORDER BY k.sku_id, w.code

-- waiting
SELECT sku_id, waiting FROM stock_demand WHERE sku_id = ANY(%(skus)s::bigint[]) AND waiting > 0

-- inbound
-- What is expected: open purchase orders, and transfers on their way less what of them is set apart for orders.
SELECT * FROM (
  SELECT l.sku_id, 'purchase' AS kind, p.id, p.number, p.warehouse_id, l.ordered - l.received - l.damaged - l.written_off AS units, p.expected_on AS at
  FROM purchase_line l JOIN purchase p ON p.id = l.purchase_id
  WHERE p.closed_at IS NULL AND p.state <> 'DRAFT' AND l.sku_id = ANY(%(skus)s::bigint[])
    AND l.ordered > l.received + l.damaged + l.written_off
  UNION ALL
  SELECT l.sku_id, 'transfer', t.id, t.id::text, t.to_id, l.shipped - l.received - l.lost - coalesce(e.units, 0), t.due_at
  FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
  LEFT JOIN (SELECT transfer_id, sku_id, sum(units)::bigint AS units FROM earmark GROUP BY 1, 2) e USING (transfer_id, sku_id)
  WHERE t.state IN ('SHIPPED', 'PARTIALLY_RECEIVED', 'DISCREPANCY') AND l.sku_id = ANY(%(skus)s::bigint[])
) i WHERE units > 0 AND (%(only)s::bigint[] IS NULL OR warehouse_id = ANY(%(only)s))
ORDER BY sku_id, at NULLS LAST, id
