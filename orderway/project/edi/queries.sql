-- partners
-- Active partners by id, shop or warehouse.
SELECT p.id, p.code, p.standard, p.settings, p.shop_id, p.warehouse_id, p.url, p.secret FROM edi_partner p
WHERE p.active AND (%(all)s OR p.id = ANY(%(ids)s::bigint[]) OR p.shop_id = ANY(%(shops)s::bigint[])
  OR p.warehouse_id = ANY(%(warehouses)s::bigint[]))
ORDER BY p.code

-- control_there
-- The partner's row of control numbers, made when first needed.
INSERT INTO edi_control (partner_id, last) VALUES (%s, 0) ON CONFLICT DO NOTHING

-- control_lock
-- The last control number; nobody else gives one out until this transaction ends.
SELECT last FROM edi_control WHERE partner_id = %s FOR UPDATE

-- control_move
-- A number is given out.
UPDATE edi_control SET last = %s WHERE partner_id = %s

-- kept_out
-- What was made for a key already.
SELECT id, kind, control, body FROM edi_interchange WHERE partner_id = %s AND direction = 'out' AND key = %s

-- keep
-- An interchange, in or out.
INSERT INTO edi_interchange (id, partner_id, direction, at, control, kind, number, order_id, key, state, source, sha256, facts, body)
VALUES (%(id)s, %(partner)s, %(direction)s, %(now)s, %(control)s, %(kind)s, %(number)s, %(order)s, %(key)s, %(state)s,
  %(source)s, %(sha)s, %(facts)s, %(body)s)

-- there
-- Whether an interchange of this key came before, and which bytes it had.
SELECT id, sha256, source FROM edi_interchange WHERE partner_id = %s AND direction = 'in' AND key = %s

-- sent
-- It has left; the first sending starts the clock of its acknowledgement.
UPDATE edi_interchange SET state = 'SENT', ack_due_at = CASE WHEN ack = '' THEN %(due)s ELSE ack_due_at END WHERE id = %(id)s

-- not_sent
-- The partner's line refused it.
UPDATE edi_interchange SET state = 'FAILED', facts = facts || %(facts)s::jsonb WHERE id = %(id)s AND state <> 'SENT'

-- of_control
-- What we sent under a control number.
SELECT id, kind FROM edi_interchange WHERE partner_id = %s AND direction = 'out' AND control = %s

-- acknowledged
-- The partner's word about interchanges of ours; an acceptance does not undo a rejection told since.
UPDATE edi_interchange SET ack = %(ack)s, acked_at = %(now)s, facts = facts || %(faults)s::jsonb
WHERE id = ANY(%(ids)s) AND (ack IN ('', 'settled', 'accepted', 'errors') OR %(ack)s IN ('rejected', 'part'))

-- to_send
-- Interchanges of ours with their partners, to be brought.
SELECT i.id, i.partner_id, i.kind, i.control, i.body, i.state, i.order_id, i.number, i.key FROM edi_interchange i
WHERE i.id = ANY(%s) AND i.direction = 'out'

-- settle
-- A message that was replaced by a new one, or dealt with by a person, is no longer chased.
UPDATE edi_interchange SET ack = 'settled', acked_at = %(now)s, facts = facts || %(facts)s::jsonb
WHERE id = %(id)s AND direction = 'out' AND ack <> 'accepted'

-- came
-- An interchange that came, with its body.
SELECT id, partner_id, body, at FROM edi_interchange WHERE id = ANY(%s) AND direction = 'in'

-- heads
-- Orders as a document needs them.
SELECT o.id, o.shop_id, o.number, o.external_id, o.placed_at, o.currency, o.status, o.stage, o.ship_by, o.goods_minor,
  o.discount_minor, o.shipping_minor, o.tax_minor, o.tax_included, o.extra, o.received_at
FROM orders o WHERE o.id = ANY(%s)

-- lines
-- The lines that the partner told of, components of a bundle under the bundle's own position.
SELECT l.order_id, l.id, l.external_id, l.sku_code, l.listing, l.title, l.ordered, l.cancelled, l.backordered,
  l.unit_price_minor, l.price_rest_minor, l.bundle_units
FROM order_line l WHERE l.order_id = ANY(%s) AND l.added_by = '' AND l.external_id <> '' ORDER BY l.position, l.id

-- shipments
-- Fulfilments that left, with where from, by whom, and to whom.
SELECT f.id, f.order_id, f.shipped_at, w.code, w.name, w.address, w.city, w.province, w.country, c.code,
  n.name, n.street, n.city, n.province, n.postcode, n.country, n.phone, n.company, n.district
FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id LEFT JOIN carrier c ON c.id = f.carrier_id
JOIN person n ON n.order_id = f.order_id
WHERE f.id = ANY(%s)

-- parts
-- What the fulfilments of some orders hold, in the order in which they left.
SELECT p.order_id, p.fulfilment_id, p.id, p.line_id, p.quantity, p.shipped, f.shipped_at, k.code
FROM fulfilment_line p JOIN fulfilment f ON f.id = p.fulfilment_id JOIN sku k ON k.id = p.sku_id
WHERE p.order_id = ANY(%s) ORDER BY f.shipped_at NULLS LAST, f.id, p.id

-- parcels
-- The parcels of fulfilments that count.
SELECT fulfilment_id, id, tracking_number, weight_grams, contents, due_until, state FROM parcel
WHERE fulfilment_id = ANY(%s) AND order_id = ANY(%s) AND state <> 'VOIDED' ORDER BY id

-- tasks
-- Fulfilments as an outside warehouse is told of them.
SELECT f.id, f.order_id, f.warehouse_id, f.state, f.ship_by, o.number, c.code, n.name, n.street, n.city, n.province,
  n.postcode, n.country, n.phone, n.company, n.district,
  jsonb_build_array(o.wishes, coalesce(o.extra->'wish_answers', '{}')), s.system, s.url, s.secret, w.code, f.stopped_from
FROM fulfilment f JOIN orders o ON o.id = f.order_id JOIN person n ON n.order_id = o.id
JOIN warehouse w ON w.id = f.warehouse_id LEFT JOIN carrier c ON c.id = f.carrier_id
LEFT JOIN warehouse_system s ON s.warehouse_id = f.warehouse_id
WHERE f.id = ANY(%s)

-- task_lines
-- Their lines with our item numbers.
SELECT p.fulfilment_id, p.id, k.code, k.name, p.quantity, p.picked, p.short, k.weight_grams
FROM fulfilment_line p JOIN sku k ON k.id = p.sku_id WHERE p.order_id = ANY(%s) AND p.fulfilment_id = ANY(%s) ORDER BY p.id

-- levels_last
-- When each partner was told of stock last.
SELECT partner_id, max(at) FROM edi_interchange WHERE direction = 'out' AND kind IN ('846', 'INVRPT') AND partner_id = ANY(%s)
GROUP BY partner_id

-- listed
-- What a shop sells: its keys and our item numbers.
SELECT l.sku_id, k.code, min(l.key) FROM listing l JOIN sku k ON k.id = l.sku_id
WHERE l.shop_id = %s AND k.active AND k.tracked GROUP BY l.sku_id, k.code ORDER BY k.code LIMIT %s

-- skus_by_code
-- Item numbers to SKUs.
SELECT code, id FROM sku WHERE code = ANY(%s)

-- transfer_ends
-- Where a transfer leaves and where it goes.
SELECT from_id, to_id FROM transfer WHERE id = %s

-- stock_there
-- What the books say of SKUs in one warehouse.
SELECT sku_id, on_hand, reserved FROM stock WHERE warehouse_id = %s AND sku_id = ANY(%s)

-- feed_last_count
-- The time of the last count of a warehouse that was applied.
SELECT max(told_at) FROM stock_feed WHERE warehouse_id = %s AND kind = 'count' AND state <> 'old'

-- feed_keep
-- A telling of stock, once.
INSERT INTO stock_feed (id, warehouse_id, at, told_at, kind, key, state, differences)
VALUES (%(id)s, %(warehouse)s, %(now)s, %(told_at)s, %(kind)s, %(key)s, %(state)s, %(differences)s)
ON CONFLICT DO NOTHING RETURNING id

-- feed_lock
-- One telling of a warehouse at a time.
SELECT pg_advisory_xact_lock(hashtext('stock feed'), %s::int)

-- feed_settle
-- What became of it.
UPDATE stock_feed SET state = %(state)s, differences = %(differences)s WHERE id = %(id)s

-- event_first
-- An event of a webhook warehouse, once.
INSERT INTO warehouse_event (warehouse_id, key, at, kind, order_id, outcome)
VALUES (%(warehouse)s, %(key)s, %(now)s, %(kind)s, %(order)s, 'taken') ON CONFLICT DO NOTHING RETURNING key

-- event_outcome
-- What came of an event.
UPDATE warehouse_event SET outcome = %(outcome)s WHERE warehouse_id = %(warehouse)s AND key = %(key)s

-- event_open
-- Events that were taken and not carried out: their carrier died; they are tried again when told again.
SELECT outcome FROM warehouse_event WHERE warehouse_id = %s AND key = %s

-- warehouse_of_code
-- A warehouse with its system.
SELECT w.id, w.code, s.system, s.url, s.secret FROM warehouse w LEFT JOIN warehouse_system s ON s.warehouse_id = w.id
WHERE w.code = %s AND w.active
