-- load
SELECT id, state, from_id, to_id, reason, cost_minor, due_at, made_by, made_at, approved_by, approved_at, shipped_at, received_at,
       note, facts, version FROM transfer WHERE id = %s FOR UPDATE

-- lines
SELECT id, transfer_id, sku_id, units, shipped, received, lost, lots FROM transfer_line WHERE transfer_id = %s ORDER BY id

-- earmarks
-- In fair order: priority, then payment.
SELECT e.sku_id, e.order_id, e.units FROM earmark e JOIN orders o ON o.id = e.order_id WHERE e.transfer_id = %s
ORDER BY e.sku_id, o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id

-- add
INSERT INTO transfer (id, state, from_id, to_id, reason, cost_minor, due_at, made_by, made_at, approved_by, approved_at, note, facts, version)
VALUES (%(id)s, %(state)s, %(from_id)s, %(to_id)s, %(reason)s, %(cost_minor)s, %(due_at)s, %(made_by)s, %(made_at)s,
        %(approved_by)s, %(approved_at)s, %(note)s, %(facts)s, %(version)s)

-- save
UPDATE transfer SET state = %(state)s, due_at = %(due_at)s, approved_by = %(approved_by)s, approved_at = %(approved_at)s,
  shipped_at = %(shipped_at)s, received_at = %(received_at)s, note = %(note)s, facts = %(facts)s, version = %(version)s WHERE id = %(id)s

-- save_line
INSERT INTO transfer_line (id, transfer_id, sku_id, units, shipped, received, lost, lots)
VALUES (%(id)s, %(transfer_id)s, %(sku_id)s, %(units)s, %(shipped)s, %(received)s, %(lost)s, %(lots)s)
ON CONFLICT (id) DO UPDATE SET shipped = EXCLUDED.shipped, received = EXCLUDED.received, lost = EXCLUDED.lost, lots = EXCLUDED.lots

-- earmark
INSERT INTO earmark (transfer_id, sku_id, order_id, units) VALUES (%s, %s, %s, %s)

-- clear_earmarks
DELETE FROM earmark WHERE transfer_id = %s AND sku_id = %s

-- drop_earmarks
DELETE FROM earmark WHERE transfer_id = %s

-- still_short
SELECT order_id, sum(backordered)::bigint FROM order_line WHERE order_id = ANY(%s::bigint[]) AND sku_id = %s AND backordered > 0 GROUP BY 1
