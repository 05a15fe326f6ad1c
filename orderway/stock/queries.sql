-- read
-- The stock rows of some SKUs, without a lock: what is kept from everybody stands in one figure, ring-fences in another.
SELECT sku_id, warehouse_id, on_hand, reserved, safety + unsellable, fenced FROM stock WHERE sku_id = ANY(%s::bigint[])

-- read_locked
-- The same, locked in one order: the second try after a lost race.
SELECT sku_id, warehouse_id, on_hand, reserved, safety + unsellable, fenced FROM stock WHERE sku_id = ANY(%s::bigint[])
ORDER BY sku_id, warehouse_id FOR NO KEY UPDATE

-- read_demand
SELECT sku_id, waiting FROM stock_demand WHERE sku_id = ANY(%s::bigint[]) AND waiting > 0

-- lock
-- Lock the rows about to change, in one order everywhere.
SELECT s.sku_id FROM stock s JOIN unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id)
  ON s.sku_id = k.sku_id AND s.warehouse_id = k.warehouse_id
ORDER BY s.sku_id, s.warehouse_id FOR NO KEY UPDATE OF s

-- take
-- Apply the differences under the guard: what is promised in addition must be there beyond what is kept from everybody
-- (safety, lots too old, ring-fences). Units taken out of a ring-fence leave it with the same statement. `needed` is what a
-- shop with a safety stock of its own saw free before it took; it must be free still.
UPDATE stock s SET on_hand = s.on_hand + c.on_hand, reserved = s.reserved + c.reserved, damaged = s.damaged + c.damaged,
  fenced = s.fenced + c.fenced, in_transit = s.in_transit + c.transit, unpublished = true
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS c (sku_id, warehouse_id, on_hand, reserved, damaged, fenced, transit, needed)
WHERE s.sku_id = c.sku_id AND s.warehouse_id = c.warehouse_id
  AND s.reserved + c.reserved >= 0 AND s.fenced + c.fenced >= 0 AND s.in_transit + c.transit >= 0
  AND s.reserved + c.reserved <= s.on_hand + c.on_hand
    - CASE WHEN c.reserved + c.fenced > 0 THEN s.safety + s.unsellable + s.fenced + c.fenced ELSE 0 END
  AND s.on_hand - s.reserved - s.safety - s.unsellable - s.fenced >= c.needed
RETURNING s.sku_id, s.on_hand - s.reserved - s.safety - s.unsellable - s.fenced, c.on_hand - c.reserved - c.fenced

-- free
-- What can still be promised of some SKUs, over all warehouses.
SELECT sku_id, sum(greatest(on_hand - reserved - safety - unsellable - fenced, 0))::bigint FROM stock
WHERE sku_id = ANY(%s::bigint[]) GROUP BY sku_id

-- make
-- Stock rows that do not exist yet, empty.
INSERT INTO stock (sku_id, warehouse_id)
SELECT sku_id, warehouse_id FROM unnest(%s::bigint[], %s::bigint[]) AS k (sku_id, warehouse_id)
ON CONFLICT DO NOTHING

-- demand
-- Units that orders wait for, counted up and down.
INSERT INTO stock_demand AS d (sku_id, waiting)
SELECT sku_id, greatest(change, 0) FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku_id, change) ORDER BY sku_id
ON CONFLICT (sku_id) DO UPDATE SET undated = true, waiting = d.waiting + (
  SELECT c.change FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku_id, change) WHERE c.sku_id = d.sku_id)
RETURNING d.sku_id, d.waiting

-- wake
-- The orders that the units now available can serve, in fair order (priority, then payment), are looked at again.
-- Units set apart for an order or a shop serve these first; only what they do not cover queues for the rest.
-- Parameters: SKUs, now.
UPDATE orders SET ready_at = %(now)s
WHERE waits_for = 'stock' AND ready_at IS DISTINCT FROM %(now)s AND id IN (
  SELECT order_id FROM (
    SELECT q.*, sum(uncovered) OVER (PARTITION BY sku_id ORDER BY priority DESC, since, order_id, line_id) - uncovered AS before
    FROM (
      SELECT w.*, least(w.backordered, greatest(0, w.in_shop - coalesce(s.units, 0))) - least(coalesce(e.units, 0),
               least(w.backordered, greatest(0, w.in_shop - coalesce(s.units, 0)))) AS uncovered
      FROM (
        SELECT l.order_id, l.id AS line_id, l.sku_id, l.backordered, o.priority, coalesce(o.paid_at, o.placed_at) AS since, o.shop_id,
               sum(l.backordered) OVER (PARTITION BY l.sku_id, o.shop_id ORDER BY o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id, l.id) AS in_shop
        FROM order_line l JOIN orders o ON o.id = l.order_id
        WHERE l.sku_id = ANY(%(skus)s) AND l.backordered > 0 AND o.waits_for = 'stock'
      ) w
      LEFT JOIN (SELECT shop_id, sku_id, sum(units) AS units FROM fence WHERE sku_id = ANY(%(skus)s) AND shop_id IS NOT NULL GROUP BY 1, 2) s
        ON s.shop_id = w.shop_id AND s.sku_id = w.sku_id
      LEFT JOIN (SELECT order_id, sku_id, sum(units) AS units FROM fence WHERE sku_id = ANY(%(skus)s) AND order_id IS NOT NULL GROUP BY 1, 2) e
        ON e.order_id = w.order_id AND e.sku_id = w.sku_id
    ) q
  ) r
  LEFT JOIN (SELECT sku_id, sum(greatest(on_hand - reserved - safety - unsellable - fenced, 0)) AS free
             FROM stock WHERE sku_id = ANY(%(skus)s) GROUP BY sku_id) f USING (sku_id)
  WHERE r.uncovered < r.backordered OR r.before < coalesce(f.free, 0)
)

-- move
-- Append the physical changes to the ledger.
COPY movement (id, at, sku_id, warehouse_id, quantity, kind, reason, actor, order_id, lot) FROM STDIN

-- set_place
-- Safety stock and bin of one stock row.
UPDATE stock SET safety = %(safety)s, bin_code = %(bin_code)s, unpublished = true
WHERE sku_id = %(sku_id)s AND warehouse_id = %(warehouse_id)s
