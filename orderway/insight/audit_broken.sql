-- inv_1_one_order_a_key
-- Orders told twice, channel orders without a message, messages whose order is gone.
SELECT 'order ' || min(id) FROM orders GROUP BY shop_id, external_id HAVING count(*) > 1
UNION ALL SELECT 'order ' || o.id FROM orders o WHERE o.origin = 'channel' AND NOT EXISTS (SELECT 1 FROM inbox_outcome c WHERE c.order_id = o.id)
UNION ALL SELECT 'message ' || c.message_id FROM inbox_outcome c WHERE c.kind = 'order' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = c.order_id)
LIMIT %(limit)s

-- inv_1_messages_accounted
-- Messages that nothing accounts for.
SELECT 'message ' || m.id FROM inbox m WHERE NOT EXISTS (SELECT 1 FROM inbox_todo t WHERE t.message_id = m.id)
  AND NOT EXISTS (SELECT 1 FROM inbox_outcome c WHERE c.message_id = m.id) ORDER BY m.id LIMIT %(limit)s

-- inv_2_no_orphans
-- Parts whose order is gone.
SELECT DISTINCT what || ' of order ' || p.order_id FROM (
  SELECT 'line' AS what, order_id FROM order_line UNION ALL SELECT 'hold', order_id FROM hold UNION ALL SELECT 'reservation', order_id FROM reservation
  UNION ALL SELECT 'fulfilment', order_id FROM fulfilment UNION ALL SELECT 'parcel', order_id FROM parcel UNION ALL SELECT 'payment', order_id FROM payment
  UNION ALL SELECT 'person', order_id FROM person UNION ALL SELECT 'event', order_id FROM event) p LEFT JOIN orders o ON o.id = p.order_id
WHERE o.id IS NULL LIMIT %(limit)s

-- inv_3_reserved_is_the_ledger
-- Places where the count differs from the live reservations.
SELECT 'sku ' || sku_id || ' warehouse ' || warehouse_id FROM stock s FULL JOIN (
  SELECT sku_id, warehouse_id, sum(quantity) AS units FROM reservation WHERE state IN ('SOFT', 'HARD') GROUP BY 1, 2
) r USING (sku_id, warehouse_id) WHERE coalesce(s.reserved, 0) <> coalesce(r.units, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_3_lines_hold_what_is_reserved
-- Lines that hold more or less than their live reservations.
SELECT 'order ' || l.order_id || ' line ' || l.position FROM order_line l LEFT JOIN (
  SELECT line_id, sum(quantity) AS units FROM reservation WHERE state IN ('SOFT', 'HARD') GROUP BY 1) r ON r.line_id = l.id
WHERE l.promised + l.allocated + l.released <> coalesce(r.units, 0) ORDER BY l.order_id LIMIT %(limit)s

-- inv_3_demand
-- SKUs whose waiting units differ from their lines.
SELECT 'sku ' || sku_id FROM stock_demand d FULL JOIN (
  SELECT sku_id, sum(backordered) AS units FROM order_line WHERE sku_id IS NOT NULL GROUP BY 1) l USING (sku_id)
WHERE coalesce(d.waiting, 0) <> coalesce(l.units, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_4_balance
-- Places whose goods differ from their movements.
SELECT 'sku ' || sku_id || ' warehouse ' || warehouse_id
FROM stock s FULL JOIN (SELECT sku_id, warehouse_id, sum(quantity) AS units FROM movement GROUP BY 1, 2) m USING (sku_id, warehouse_id)
WHERE coalesce(s.on_hand, 0) <> coalesce(m.units, 0) OR s.reserved < 0 OR s.reserved > s.on_hand ORDER BY 1 LIMIT %(limit)s

-- inv_4_ring_fences
-- Places whose fenced units differ from their fences and earmarks.
SELECT 'sku ' || sku_id || ' warehouse ' || warehouse_id FROM stock s FULL JOIN (
  SELECT sku_id, warehouse_id, sum(units) AS units FROM fence GROUP BY 1, 2) f USING (sku_id, warehouse_id)
WHERE coalesce(s.fenced, 0) <> coalesce(f.units, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_4_lots
-- Places whose goods differ from their lots, of SKUs kept by lot.
SELECT 'sku ' || s.sku_id || ' warehouse ' || s.warehouse_id FROM stock s JOIN sku_supply k ON k.sku_id = s.sku_id AND k.lot_kept
LEFT JOIN (SELECT sku_id, warehouse_id, sum(on_hand) AS units FROM lot GROUP BY 1, 2) l ON l.sku_id = s.sku_id AND l.warehouse_id = s.warehouse_id
WHERE s.on_hand <> coalesce(l.units, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_4_in_transit
-- Places whose units in transit differ from the transfers on their way.
SELECT 'sku ' || sku_id || ' warehouse ' || warehouse_id FROM stock s FULL JOIN (
  SELECT l.sku_id, t.to_id AS warehouse_id, sum(l.shipped - l.received - l.lost) AS units FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
  WHERE t.state IN ('SHIPPED', 'PARTIALLY_RECEIVED', 'DISCREPANCY') GROUP BY 1, 2) t USING (sku_id, warehouse_id)
WHERE coalesce(s.in_transit, 0) <> coalesce(t.units, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_4_earmarks
-- Transfers that mean more for orders than they bring, or have other units set apart than they should.
SELECT DISTINCT 'transfer ' || t.id FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
LEFT JOIN (SELECT transfer_id, sku_id, sum(units) AS units FROM earmark GROUP BY 1, 2) e ON e.transfer_id = l.transfer_id AND e.sku_id = l.sku_id
LEFT JOIN (SELECT transfer_id, sku_id, sum(units) AS units FROM fence WHERE transfer_id IS NOT NULL GROUP BY 1, 2) f
  ON f.transfer_id = l.transfer_id AND f.sku_id = l.sku_id
WHERE coalesce(e.units, 0) > l.units - l.received - l.lost OR (t.state = 'APPROVED' AND coalesce(f.units, 0) <> l.units)
  OR (t.state <> 'APPROVED' AND coalesce(f.units, 0) <> 0) ORDER BY 1 LIMIT %(limit)s

-- inv_5_owner_action_due
-- Orders that nobody has to do anything about.
SELECT 'order ' || id FROM orders WHERE standing NOT IN ('completed', 'cancelled') AND (owner_role = '' OR next_action = '' OR due_at IS NULL)
ORDER BY id LIMIT %(limit)s

-- inv_5_nothing_stuck
-- Orders that nothing moves, or that should have been looked at.
SELECT 'order ' || id FROM orders o WHERE stage IN ('check', 'promise', 'confirm', 'review', 'source', 'release')
  AND (ready_at < current_setting('orderway.now')::timestamptz - interval '10 minutes' OR (waits_for = '' AND ready_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN')
    AND NOT EXISTS (SELECT 1 FROM fulfilment f WHERE f.order_id = o.id AND f.state = 'STOP_REQUESTED')))
ORDER BY id LIMIT %(limit)s

-- inv_6_money
-- Orders whose sums differ from their payments and refunds.
SELECT 'order ' || o.id FROM orders o
LEFT JOIN (SELECT order_id, sum(amount_minor) FILTER (WHERE kind IN ('captured', 'collected')) AS captured FROM payment GROUP BY 1) p ON p.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED') AS paid,
             sum(amount_minor) FILTER (WHERE state NOT IN ('SUCCEEDED', 'REJECTED')) AS open FROM refund GROUP BY 1) r ON r.order_id = o.id
WHERE NOT (0 <= o.refunded_minor AND o.refunded_minor + o.refund_open_minor <= o.captured_minor AND o.captured_minor <= o.authorised_minor)
  OR o.captured_minor <> coalesce(p.captured, 0) OR o.refunded_minor <> coalesce(r.paid, 0) OR o.refund_open_minor <> coalesce(r.open, 0)
ORDER BY o.id LIMIT %(limit)s

-- inv_6_cancelled_owes_nothing
-- Cancelled orders that keep money.
SELECT 'order ' || id FROM orders WHERE standing = 'cancelled' AND payment_state <> 'OVERPAID'
  AND captured_minor - refunded_minor - refund_open_minor > greatest(total_minor - cancelled_minor, 0) ORDER BY id LIMIT %(limit)s

-- inv_7_lines
-- Lines whose units do not add up.
SELECT 'order ' || l.order_id || ' line ' || l.position FROM order_line l LEFT JOIN sku s ON s.id = l.sku_id
LEFT JOIN (SELECT line_id, sum(shipped) AS shipped FROM fulfilment_line GROUP BY 1) f ON f.line_id = l.id
WHERE l.ordered <> l.open + l.promised + l.backordered + l.allocated + l.released + l.shipped + l.cancelled
  OR l.returned > l.shipped OR (s.tracked AND l.shipped <> coalesce(f.shipped, 0)) ORDER BY l.order_id LIMIT %(limit)s

-- inv_7_released
-- Lines that count as released what no warehouse has.
SELECT 'order ' || l.order_id || ' line ' || l.position FROM order_line l LEFT JOIN (
  SELECT fl.line_id, sum(fl.quantity - fl.short) AS units FROM fulfilment_line fl JOIN fulfilment f ON f.id = fl.fulfilment_id
  WHERE f.state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED') GROUP BY 1) f ON f.line_id = l.id
WHERE l.released <> coalesce(f.units, 0) ORDER BY l.order_id LIMIT %(limit)s

-- inv_8_labels
-- Parcels on the road without a number, and numbers with two parcels.
SELECT 'order ' || order_id || ' parcel ' || id FROM parcel WHERE state NOT IN ('LABELLED', 'VOIDED') AND tracking_number = ''
UNION ALL SELECT 'order ' || min(order_id) || ' parcel ' || min(id) FROM parcel WHERE tracking_number <> '' AND state <> 'VOIDED'
  GROUP BY carrier_id, tracking_number HAVING count(*) > 1
LIMIT %(limit)s

-- inv_9_outbox
-- Messages that are in no known state, or failed without a reason.
SELECT 'outgoing ' || id FROM outbox WHERE state NOT IN ('PENDING', 'SENT', 'FAILED') OR (state = 'FAILED' AND failure = '') ORDER BY id LIMIT %(limit)s

-- inv_10_headline
-- Orders whose pot does not follow from their parts.
SELECT 'order ' || o.id FROM orders o
JOIN (SELECT order_id, sum(ordered) AS ordered, sum(cancelled) AS cancelled FROM order_line GROUP BY 1) l ON l.order_id = o.id
WHERE (o.standing = 'cancelled') <> (l.ordered = l.cancelled AND l.ordered > 0 AND o.stage = 'closed') AND l.ordered > 0
ORDER BY o.id LIMIT %(limit)s

-- inv_10_counts
-- Counts of the board that differ from the orders.
SELECT 'shop ' || replace(key, ':', ' ') FROM (
  SELECT key, sum(amount)::bigint AS amount FROM (SELECT key, amount FROM tally WHERE kind = 'standing'
    UNION ALL SELECT key, change FROM tally_change WHERE kind = 'standing') all_rows GROUP BY key) t
FULL JOIN (SELECT shop_id || ':' || standing AS key, count(*) AS amount FROM orders GROUP BY 1) o USING (key)
WHERE coalesce(t.amount, 0) <> coalesce(o.amount, 0) ORDER BY 1 LIMIT %(limit)s

-- inv_11_events
-- Orders whose events have a gap.
SELECT 'order ' || o.id FROM orders o
LEFT JOIN (SELECT order_id, count(*) AS many, max(seq) AS last FROM event GROUP BY 1) e ON e.order_id = o.id
WHERE o.event_seq <> coalesce(e.many, 0) OR e.many <> e.last ORDER BY o.id LIMIT %(limit)s

-- inv_12_no_personal_data
-- Events, holds and messages with a phone number or e-mail address in them.
SELECT DISTINCT told_by FROM (
  SELECT 'order ' || order_id AS told_by, data::text AS told FROM event UNION ALL SELECT 'order ' || order_id, facts::text FROM hold
  UNION ALL SELECT 'outgoing ' || id, payload::text FROM outbox) t
WHERE told ~ '(\+\d{10,15}|\m1[3-9]\d{9}\M|[a-z0-9._-]+@[a-z0-9-]+\.[a-z]{2,})' LIMIT %(limit)s
