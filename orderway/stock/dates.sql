-- mark
UPDATE stock_demand SET undated = true WHERE sku_id = ANY(%s::bigint[]) AND NOT undated

-- claim
-- SKUs whose dates are to be worked out.
WITH next AS (SELECT sku_id FROM stock_demand WHERE undated ORDER BY sku_id LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE stock_demand d SET undated = false FROM next WHERE d.sku_id = next.sku_id
RETURNING d.sku_id

-- mark_overdue
-- What did not come by its day: those who wait for it are dated anew.
UPDATE stock_demand SET undated = true WHERE NOT undated AND waiting > 0 AND sku_id IN (
  SELECT l.sku_id FROM purchase_line l JOIN purchase p ON p.id = l.purchase_id WHERE p.closed_at IS NULL AND p.expected_on < %(now)s
  UNION SELECT l.sku_id FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
  WHERE t.state IN ('SHIPPED', 'PARTIALLY_RECEIVED') AND t.due_at < %(now)s)

-- queue
-- Who waits, in fair order, with what comes for them alone.
SELECT l.sku_id, l.order_id, sum(l.backordered)::bigint, coalesce(max(e.units), 0)::bigint, max(e.due_at), coalesce(max(e.ref), ''),
       o.country, o.province, o.warehouse_id, p.practice
FROM order_line l JOIN orders o ON o.id = l.order_id JOIN shop p ON p.id = o.shop_id
LEFT JOIN (SELECT e.order_id, e.sku_id, sum(e.units)::bigint AS units, max(t.due_at) AS due_at, max(t.id)::text AS ref
  FROM earmark e JOIN transfer t ON t.id = e.transfer_id
  WHERE t.state IN ('APPROVED', 'SHIPPED', 'PARTIALLY_RECEIVED') AND e.sku_id = ANY(%s::bigint[]) GROUP BY 1, 2) e
  ON e.order_id = l.order_id AND e.sku_id = l.sku_id
WHERE l.sku_id = ANY(%s::bigint[]) AND l.backordered > 0
GROUP BY l.sku_id, l.order_id, o.priority, coalesce(o.paid_at, o.placed_at), o.id, p.practice
ORDER BY l.sku_id, o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id

-- short_skus
SELECT DISTINCT order_id, sku_id FROM order_line WHERE order_id = ANY(%s::bigint[]) AND backordered > 0 AND sku_id IS NOT NULL

-- told
SELECT id, extra->'expected'->>'at', extra->'expected'->>'source', extra->'expected'->>'ref' FROM orders WHERE id = ANY(%s::bigint[])
