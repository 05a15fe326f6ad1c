-- read
-- The stock rows of some SKUs, without a lock.
SELECT sku_id, warehouse_id, on_hand, reserved, safety FROM stock WHERE sku_id = ANY(%s::bigint[])

-- read_locked
-- The same, locked in one order: the second try after a lost race.
SELECT sku_id, warehouse_id, on_hand, reserved, safety FROM stock WHERE sku_id = ANY(%s::bigint[])
ORDER BY sku_id, warehouse_id FOR NO KEY UPDATE

-- read_demand
SELECT sku_id, waiting FROM stock_demand WHERE sku_id = ANY(%s::bigint[]) AND waiting > 0

-- lock
-- Lock the rows about to change, in one order everywhere.
SELECT s.sku_id FROM stock s JOIN unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id)
  ON s.sku_id = k.sku_id AND s.warehouse_id = k.warehouse_id
ORDER BY s.sku_id, s.warehouse_id FOR NO KEY UPDATE OF s

-- take
-- Apply the differences under the guard: what is promised in addition must be there beyond the safety stock.
UPDATE stock s SET on_hand = s.on_hand + c.on_hand, reserved = s.reserved + c.reserved, damaged = s.damaged + c.damaged
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS c (sku_id, warehouse_id, on_hand, reserved, damaged)
WHERE s.sku_id = c.sku_id AND s.warehouse_id = c.warehouse_id
  AND s.reserved + c.reserved >= 0
  AND s.reserved + c.reserved <= s.on_hand + c.on_hand - CASE WHEN c.reserved > 0 THEN s.safety ELSE 0 END
RETURNING s.sku_id, s.on_hand - s.reserved - s.safety, c.on_hand - c.reserved

-- free
-- What can still be promised of some SKUs, over all warehouses.
SELECT sku_id, sum(greatest(on_hand - reserved - safety, 0))::bigint FROM stock WHERE sku_id = ANY(%s::bigint[]) GROUP BY sku_id

-- make
-- Stock rows that do not exist yet, empty.
INSERT INTO stock (sku_id, warehouse_id)
SELECT sku_id, warehouse_id FROM unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id)
ON CONFLICT DO NOTHING

-- demand
-- Units that orders wait for, counted up and down.
INSERT INTO stock_demand AS d (sku_id, waiting)
SELECT sku_id, greatest(change, 0) FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku_id, change) ORDER BY sku_id
ON CONFLICT (sku_id) DO UPDATE SET waiting = d.waiting + (
  SELECT c.change FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku_id, change) WHERE c.sku_id = d.sku_id)
RETURNING d.sku_id, d.waiting

-- wake
-- The orders that the units now available can serve, in fair order (priority, then payment), are looked at again.
-- Parameters: SKUs, now.
UPDATE orders SET ready_at = %(now)s
WHERE waits_for = 'stock' AND ready_at IS DISTINCT FROM %(now)s AND id IN (
  SELECT order_id FROM (
    SELECT l.order_id, l.sku_id, l.backordered,
           sum(l.backordered) OVER (PARTITION BY l.sku_id ORDER BY o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id, l.id) - l.backordered AS before
    FROM order_line l JOIN orders o ON o.id = l.order_id
    WHERE l.sku_id = ANY(%(skus)s) AND l.backordered > 0 AND o.waits_for = 'stock'
  ) q
  JOIN (SELECT sku_id, sum(greatest(on_hand - reserved - safety, 0)) AS free FROM stock WHERE sku_id = ANY(%(skus)s) GROUP BY sku_id) f
    USING (sku_id)
  WHERE q.before < f.free
)

-- move
-- Append the physical changes to the ledger.
COPY movement (id, at, sku_id, warehouse_id, quantity, kind, reason, actor, order_id) FROM STDIN

-- set_place
-- Safety stock and bin of one stock row.
UPDATE stock SET safety = %(safety)s, bin_code = %(bin_code)s
WHERE sku_id = %(sku_id)s AND warehouse_id = %(warehouse_id)s
