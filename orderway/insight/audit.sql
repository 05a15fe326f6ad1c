-- inv_1_one_order_a_key
-- Every message read as an order maps to exactly one order, and every channel order has its message.
SELECT (SELECT count(*) FROM orders), (
  SELECT count(*) FROM (SELECT shop_id, external_id FROM orders GROUP BY 1, 2 HAVING count(*) > 1) d) + (
  SELECT count(*) FROM orders o WHERE o.origin = 'channel'
    AND NOT EXISTS (SELECT 1 FROM inbox_outcome c WHERE c.order_id = o.id)) + (
  SELECT count(*) FROM inbox_outcome c WHERE c.kind = 'order' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = c.order_id))

-- inv_1_messages_accounted
-- Every message is still to be read, parked, or has an outcome.
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM inbox_todo t WHERE t.message_id = m.id)
  AND NOT EXISTS (SELECT 1 FROM inbox_outcome c WHERE c.message_id = m.id)) FROM inbox m

-- inv_2_no_orphans
-- No line, hold, reservation, fulfilment, parcel, payment or event without its order.
SELECT count(*), count(*) FILTER (WHERE o.id IS NULL) FROM (
  SELECT order_id FROM order_line UNION ALL SELECT order_id FROM hold UNION ALL SELECT order_id FROM reservation
  UNION ALL SELECT order_id FROM fulfilment UNION ALL SELECT order_id FROM parcel UNION ALL SELECT order_id FROM payment
  UNION ALL SELECT order_id FROM person UNION ALL SELECT order_id FROM event) p LEFT JOIN orders o ON o.id = p.order_id

-- inv_3_reserved_is_the_ledger
-- What is counted as reserved is the sum of the live reservations, per SKU and warehouse.
SELECT count(*), count(*) FILTER (WHERE coalesce(s.reserved, 0) <> coalesce(r.units, 0)) FROM stock s FULL JOIN (
  SELECT sku_id, warehouse_id, sum(quantity) AS units FROM reservation WHERE state IN ('SOFT', 'HARD') GROUP BY 1, 2
) r USING (sku_id, warehouse_id)

-- inv_3_lines_hold_what_is_reserved
-- Per line: promised + allocated + released = its live reservations.
SELECT count(*), count(*) FILTER (WHERE l.promised + l.allocated + l.released <> coalesce(r.units, 0)) FROM order_line l LEFT JOIN (
  SELECT line_id, sum(quantity) AS units FROM reservation WHERE state IN ('SOFT', 'HARD') GROUP BY 1) r ON r.line_id = l.id

-- inv_3_demand
-- Units waited for, per SKU, are the backordered units of the lines.
SELECT count(*), count(*) FILTER (WHERE coalesce(d.waiting, 0) <> coalesce(l.units, 0)) FROM stock_demand d FULL JOIN (
  SELECT sku_id, sum(backordered) AS units FROM order_line WHERE sku_id IS NOT NULL GROUP BY 1) l USING (sku_id)

-- inv_4_balance
-- 0 <= reserved <= on hand, and on hand is the sum of its movements.
SELECT count(*), count(*) FILTER (WHERE s.on_hand <> coalesce(m.units, 0) OR s.reserved < 0 OR s.reserved > s.on_hand)
FROM stock s FULL JOIN (SELECT sku_id, warehouse_id, sum(quantity) AS units FROM movement GROUP BY 1, 2) m USING (sku_id, warehouse_id)

-- inv_4_ring_fences
-- What counts as ring-fenced per SKU and warehouse is the sum of its fences and earmarks.
SELECT count(*), count(*) FILTER (WHERE coalesce(s.fenced, 0) <> coalesce(f.units, 0)) FROM stock s FULL JOIN (
  SELECT sku_id, warehouse_id, sum(units) AS units FROM fence GROUP BY 1, 2) f USING (sku_id, warehouse_id)

-- inv_4_lots
-- Of SKUs kept by lot, the lots add up to what is on hand, and to the movements of each lot since it is kept.
SELECT count(*), count(*) FILTER (WHERE s.on_hand <> coalesce(l.units, 0)) FROM stock s JOIN sku_supply k ON k.sku_id = s.sku_id AND k.lot_kept
LEFT JOIN (SELECT sku_id, warehouse_id, sum(on_hand) AS units FROM lot GROUP BY 1, 2) l ON l.sku_id = s.sku_id AND l.warehouse_id = s.warehouse_id

-- inv_4_in_transit
-- What counts as in transit per SKU and warehouse is what transfers to it have shipped and not received or given up.
SELECT count(*), count(*) FILTER (WHERE coalesce(s.in_transit, 0) <> coalesce(t.units, 0)) FROM stock s FULL JOIN (
  SELECT l.sku_id, t.to_id AS warehouse_id, sum(l.shipped - l.received - l.lost) AS units FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
  WHERE t.state IN ('SHIPPED', 'PARTIALLY_RECEIVED', 'DISCREPANCY') GROUP BY 1, 2) t USING (sku_id, warehouse_id)

-- inv_4_earmarks
-- What of a transfer is meant for orders is within what it still brings, and an approved transfer has its units set apart.
SELECT count(*), count(*) FILTER (WHERE coalesce(e.units, 0) > l.units - l.received - l.lost
  OR (t.state = 'APPROVED' AND coalesce(f.units, 0) <> l.units) OR (t.state <> 'APPROVED' AND coalesce(f.units, 0) <> 0))
FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
LEFT JOIN (SELECT transfer_id, sku_id, sum(units) AS units FROM earmark GROUP BY 1, 2) e ON e.transfer_id = l.transfer_id AND e.sku_id = l.sku_id
LEFT JOIN (SELECT transfer_id, sku_id, sum(units) AS units FROM fence WHERE transfer_id IS NOT NULL GROUP BY 1, 2) f
  ON f.transfer_id = l.transfer_id AND f.sku_id = l.sku_id

-- inv_5_owner_action_due
-- Every order that is not finished has an owner, a next action and a due time, and one that waits is waited for by something.
SELECT count(*), count(*) FILTER (WHERE owner_role = '' OR next_action = '' OR due_at IS NULL) FROM orders
WHERE standing NOT IN ('completed', 'cancelled')

-- inv_5_nothing_stuck
-- An order before a gate is blocked by a hold, waits for something, or is due to be looked at; the machine is not behind by more than 10 minutes.
SELECT count(*), count(*) FILTER (WHERE waits_for = '' AND ready_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN')
  AND NOT EXISTS (SELECT 1 FROM fulfilment f WHERE f.order_id = o.id AND f.state = 'STOP_REQUESTED'))
  + count(*) FILTER (WHERE ready_at < current_setting('orderway.now')::timestamptz - interval '10 minutes')
FROM orders o WHERE stage IN ('check', 'promise', 'confirm', 'review', 'source', 'release')

-- inv_6_money
-- 0 <= refunded <= captured <= authorised; the sums of payments and refunds are those on the order; nothing is kept beyond what is due.
SELECT count(*), count(*) FILTER (WHERE NOT (0 <= o.refunded_minor AND o.refunded_minor + o.refund_open_minor <= o.captured_minor
    AND o.captured_minor <= o.authorised_minor)
  OR o.captured_minor <> coalesce(p.captured, 0) OR o.refunded_minor <> coalesce(r.paid, 0) OR o.refund_open_minor <> coalesce(r.open, 0))
FROM orders o
LEFT JOIN (SELECT order_id, sum(amount_minor) FILTER (WHERE kind IN ('captured', 'collected')) AS captured FROM payment GROUP BY 1) p ON p.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED') AS paid,
             sum(amount_minor) FILTER (WHERE state NOT IN ('SUCCEEDED', 'REJECTED')) AS open FROM refund GROUP BY 1) r ON r.order_id = o.id

-- inv_6_cancelled_owes_nothing
-- A cancelled order keeps no money that is not on its way back.
SELECT count(*), count(*) FILTER (WHERE captured_minor - refunded_minor - refund_open_minor > greatest(total_minor - cancelled_minor, 0)
  AND payment_state <> 'OVERPAID') FROM orders WHERE standing = 'cancelled'

-- inv_7_lines
-- Per line: the buckets add up; shipped is what its fulfilments shipped; returned is within shipped.
SELECT count(*), count(*) FILTER (WHERE l.ordered <> l.open + l.promised + l.backordered + l.allocated + l.released + l.shipped + l.cancelled
  OR l.returned > l.shipped OR (s.tracked AND NOT o.channel_fulfilled AND l.shipped <> coalesce(f.shipped, 0)))
FROM order_line l JOIN orders o ON o.id = l.order_id LEFT JOIN sku s ON s.id = l.sku_id
LEFT JOIN (SELECT line_id, sum(shipped) AS shipped FROM fulfilment_line GROUP BY 1) f ON f.line_id = l.id

-- inv_7_released
-- What lines count as released is what live fulfilments still have to ship.
SELECT count(*), count(*) FILTER (WHERE l.released <> coalesce(f.units, 0)) FROM order_line l LEFT JOIN (
  SELECT fl.line_id, sum(fl.quantity - fl.short) AS units FROM fulfilment_line fl JOIN fulfilment f ON f.id = fl.fulfilment_id
  WHERE f.state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED') GROUP BY 1) f ON f.line_id = l.id

-- inv_8_labels
-- One live label a number (parcels of orders in another's box follow it), and every parcel handed over has one.
SELECT count(*), count(*) FILTER (WHERE p.state NOT IN ('LABELLED', 'VOIDED') AND p.tracking_number = '') + (
  SELECT count(*) FROM (SELECT carrier_id, tracking_number FROM parcel WHERE tracking_number <> '' AND state <> 'VOIDED'
      AND strpos(label_key, '@') = 0 GROUP BY 1, 2 HAVING count(*) > 1) d) FROM parcel p

-- inv_9_outbox
-- Every message to the outside is delivered, will be tried again, or has failed with its reason.
SELECT count(*), count(*) FILTER (WHERE state NOT IN ('PENDING', 'SENT', 'FAILED') OR (state = 'FAILED' AND failure = '')) FROM outbox

-- inv_10_headline
-- The pot on the board follows from the parts: finished orders have nothing left to do, others have.
SELECT count(*), count(*) FILTER (WHERE (o.standing = 'cancelled') <> (l.ordered = l.cancelled AND l.ordered > 0 AND o.stage = 'closed')
  AND l.ordered > 0) FROM orders o
JOIN (SELECT order_id, sum(ordered) AS ordered, sum(cancelled) AS cancelled FROM order_line GROUP BY 1) l ON l.order_id = o.id

-- inv_10_counts
-- The board's counts are the orders.
SELECT count(*), count(*) FILTER (WHERE coalesce(t.amount, 0) <> coalesce(o.amount, 0)) FROM (
  SELECT key, sum(amount)::bigint AS amount FROM (SELECT key, amount FROM tally WHERE kind = 'standing'
    UNION ALL SELECT key, change FROM tally_change WHERE kind = 'standing') all_rows GROUP BY key) t
FULL JOIN (SELECT shop_id || ':' || standing AS key, count(*) AS amount FROM orders GROUP BY 1) o USING (key)

-- inv_11_events
-- The events of an order are numbered without a gap, and the order knows the last number.
SELECT count(*), count(*) FILTER (WHERE o.event_seq <> coalesce(e.many, 0) OR e.many <> e.last) FROM orders o
LEFT JOIN (SELECT order_id, count(*) AS many, max(seq) AS last FROM event GROUP BY 1) e ON e.order_id = o.id

-- inv_12_no_personal_data
-- No full phone number or e-mail address in events, holds or outgoing messages.
SELECT count(*), count(*) FILTER (WHERE told ~ '(\+\d{10,15}|\m1[3-9]\d{9}\M|[a-z0-9._-]+@[a-z0-9-]+\.[a-z]{2,})') FROM (
  SELECT data::text AS told FROM event UNION ALL SELECT facts::text FROM hold UNION ALL SELECT payload::text FROM outbox) t
