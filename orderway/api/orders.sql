-- one
-- One order by its shop and external id.
SELECT o.id FROM orders o WHERE o.shop_id = %s AND o.external_id = %s

-- several
-- Orders by shop and external id. Arrays.
SELECT k.at, o.id FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS k (shop_id, external_id, at)
JOIN orders o ON o.shop_id = k.shop_id AND o.external_id = k.external_id

-- page
-- A page of orders in the sequence of their ids, which is the sequence of their arrival, newest first.
SELECT o.id, o.shop_id, o.external_id, o.number, o.placed_at, o.currency, o.total_minor, o.version, o.status, o.standing,
  o.stage, o.payment_state, o.due_at, o.ship_by
FROM orders o
WHERE (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s)) AND (%(standing)s = '' OR o.standing = %(standing)s)
  AND (%(before)s::bigint IS NULL OR o.id < %(before)s)
ORDER BY o.id DESC LIMIT %(limit)s

-- order
-- One order as the API tells it; nothing where it is none of these shops.
SELECT o.id, o.shop_id, o.external_id, o.number, o.placed_at, o.received_at, o.currency, o.total_minor, o.goods_minor,
  o.discount_minor, o.shipping_minor, o.tax_minor, o.captured_minor, o.refunded_minor, o.payment_state, o.payment_method,
  o.version, o.status, o.partially, o.standing, o.stage, o.waits_for, o.next_action, o.owner_role, o.due_at, o.ship_by,
  o.buyer_note, o.seller_note
FROM orders o WHERE o.id = %s

-- lines
SELECT id, external_id, sku_code, listing, title, ordered, unit_price_minor, discount_minor, tax_minor, paid_share_minor,
  open, promised, backordered, allocated, released, shipped, cancelled, returned, refunded_minor
FROM order_line WHERE order_id = %s ORDER BY position

-- holds
SELECT id, reason, state, blocks, owner_role, raised_at, due_at, facts, line_id FROM hold
WHERE order_id = %s AND state = 'OPEN' ORDER BY id

-- questions
SELECT id, state, field, reason, text, due_at FROM question
WHERE order_id = %s AND state IN ('DRAFT', 'SENT', 'ANSWERED') ORDER BY id

-- fulfilments
SELECT f.id, w.code, f.state, f.ship_by FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id
WHERE f.order_id = %s ORDER BY f.id

-- fulfilment_lines
SELECT l.fulfilment_id, l.id, l.line_id, l.sku_id, s.code, l.quantity, l.picked, l.packed, l.shipped, l.short
FROM fulfilment_line l JOIN sku s ON s.id = l.sku_id WHERE l.order_id = %s ORDER BY l.id

-- parcels
SELECT p.id, p.fulfilment_id, p.state, COALESCE(c.code, ''), p.tracking_number, p.weight_grams, p.delivered_at
FROM parcel p LEFT JOIN carrier c ON c.id = p.carrier_id WHERE p.order_id = %s ORDER BY p.id

-- person
SELECT name, phone, email, country, province, city, district, street, postcode, company, raw, token FROM person WHERE order_id = %s
