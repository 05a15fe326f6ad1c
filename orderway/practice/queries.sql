-- touch
-- Reference data changed: every worker reads it again.
UPDATE reference_version SET version = version + 1 WHERE id = 1

-- set_bins
-- Bins of stock rows: SKUs, warehouses, bins as parallel arrays.
UPDATE stock s SET bin_code = k.bin_code
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS k (sku_id, warehouse_id, bin_code)
WHERE s.sku_id = k.sku_id AND s.warehouse_id = k.warehouse_id

-- real_data
-- What is in this installation that is not practice.
SELECT (SELECT count(*) FROM shop WHERE NOT practice) AS shops,
       (SELECT count(*) FROM warehouse WHERE NOT practice) AS warehouses,
       (SELECT count(*) FROM sku WHERE NOT practice) AS skus,
       (SELECT count(*) FROM orders o WHERE NOT EXISTS (SELECT FROM shop s WHERE s.id = o.shop_id AND s.practice)) AS orders

-- practice_data
SELECT (SELECT count(*) FROM shop WHERE practice) + (SELECT count(*) FROM warehouse WHERE practice)
     + (SELECT count(*) FROM sku WHERE practice) + (SELECT count(*) FROM carrier WHERE practice)

-- order_ids
-- Orders of practice shops by the platform's number.
SELECT o.external_id, o.id FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice WHERE o.external_id = ANY(%s)

-- open_holds
-- Open holds of practice orders, the oldest first: the order's id and number, the hold, its reason, since when.
SELECT o.id, o.external_id, h.id, h.reason, h.raised_at, h.line_id
FROM hold h JOIN orders o ON o.id = h.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE h.state = 'OPEN' AND h.raised_at <= %s
ORDER BY h.raised_at, h.id

-- open_questions
-- Questions that practice buyers have not answered: order id and number, question, field, since when.
SELECT o.id, o.external_id, q.id, q.field, q.sent_at
FROM question q JOIN orders o ON o.id = q.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE q.state = 'SENT' AND q.sent_at <= %s
ORDER BY q.sent_at, q.id

-- asked
SELECT DISTINCT order_id FROM question WHERE order_id = ANY(%s)

-- unmatched_lines
-- Lines that name no SKU, with what the shop called them.
SELECT o.id, o.shop_id, l.listing, l.title FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.id = ANY(%s)

-- open_refunds
-- Refunds that are agreed and not paid back.
SELECT r.order_id, r.id FROM refund r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE r.state = %s AND r.asked_at <= %s ORDER BY r.id

-- collected
-- Orders whose cash the carrier has: the order, the amount, the carrier's fee in permille.
SELECT o.id, p.cod_minor, c.cod_fee_permille
FROM orders o JOIN parcel p ON p.order_id = o.id AND p.cod_minor > 0 AND p.state = 'DELIVERED'
JOIN carrier c ON c.id = p.carrier_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE o.payment_state = 'COLLECTED' AND p.delivered_at <= %s ORDER BY o.id

-- delivered
-- Delivered orders of before an instant that nobody has closed, those of the stories left out: order, first line, its units.
SELECT o.id, l.id, l.shipped FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice
JOIN order_line l ON l.order_id = o.id AND l.position = 1 AND l.shipped > 0 AND l.returned = 0 AND NOT l.gift
WHERE o.stage = 'settled' AND o.external_id NOT LIKE 'SITUATION-%%' AND o.delivered_at <= %s AND NOT EXISTS (SELECT FROM return_case r WHERE r.order_id = o.id)
ORDER BY o.id

-- returns_in
-- Returns in a state: order, return.
SELECT r.order_id, r.id FROM return_case r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE r.state = %s AND r.asked_at <= %s ORDER BY r.id

-- settled
-- Delivered orders with nothing open.
SELECT o.id FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE o.stage = 'settled' AND o.delivered_at <= %s AND o.refund_open_minor = 0
  AND NOT EXISTS (SELECT FROM return_case r WHERE r.order_id = o.id AND r.closed_at IS NULL) ORDER BY o.id

-- waited_for
-- SKUs that orders wait for, but for some; and whether the wholesaler sells them.
SELECT d.sku_id, d.waiting, k.category = 'gifts' FROM stock_demand d JOIN sku k ON k.id = d.sku_id AND k.practice
WHERE d.waiting > 0 AND k.code <> ALL(%s::text[]) ORDER BY d.sku_id

-- places
SELECT code, id FROM warehouse WHERE practice

-- placed_lately
-- Orders of practice shops placed within a day.
SELECT count(*) FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice WHERE o.placed_at > %s - interval '1 day'

-- shop_ids
SELECT code, id FROM shop WHERE practice AND active
