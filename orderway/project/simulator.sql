-- tasks
-- Every fulfilment that a practice warehouse of a practice shop has in hand, with its lines and what is known of its times.
SELECT f.id, f.order_id, f.state, s.code || '/' || o.external_id || '/' || w.code || '/' || f.attempt,
  CASE f.state WHEN 'SENT' THEN f.sent_at WHEN 'PICKED' THEN f.picked_at WHEN 'PACKED' THEN f.packed_at
    WHEN 'READY' THEN greatest(f.packed_at, (SELECT max(p.labelled_at) FROM parcel p WHERE p.order_id = o.id AND p.fulfilment_id = f.id)) END,
  (SELECT e.at FROM event e WHERE e.order_id = o.id ORDER BY e.seq DESC LIMIT 1),
  f.stopped_from, w.label_first,
  EXISTS (SELECT 1 FROM parcel p WHERE p.order_id = o.id AND p.fulfilment_id = f.id AND p.state = 'LABELLED')
  AND NOT EXISTS (
    SELECT 1 FROM parcel p WHERE p.order_id = o.id AND p.fulfilment_id = f.id AND p.state = 'LABELLED' AND p.tracking_number = ''
    AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.order_id = o.id AND b.topic = 'label' AND (b.payload->>'parcel')::bigint = p.id)),
  (SELECT jsonb_agg(jsonb_build_array(l.id, l.sku_id, l.quantity, l.picked + l.short, k.weight_grams, l.picked) ORDER BY l.id)
   FROM fulfilment_line l JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id AND l.fulfilment_id = f.id)
FROM fulfilment f
JOIN warehouse w ON w.id = f.warehouse_id AND w.practice
JOIN orders o ON o.id = f.order_id
JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE f.state IN ('SENT', 'ACCEPTED', 'PICKING', 'PICKED', 'PACKED', 'READY', 'STOP_REQUESTED')
ORDER BY f.id

-- road
-- Every parcel that a practice carrier has on the road for a practice shop, with the number of events it has told.
SELECT p.id, p.order_id, p.state, s.code || '/' || o.external_id || '/' || w.code || '/' || f.attempt || '/' || split_part(p.label_key, '-', 2),
  f.shipped_at, p.last_scan_at, greatest(1, extract(day FROM p.due_until - f.shipped_at))::int,
  (SELECT count(*) FROM scan c WHERE c.order_id = o.id AND c.parcel_id = p.id AND c.source = 'carrier')::int,
  w.city, o.city
FROM parcel p
JOIN fulfilment f ON f.id = p.fulfilment_id AND f.state = 'SHIPPED'
JOIN carrier c ON c.id = p.carrier_id AND c.practice AND c.adapter = 'practice'
JOIN warehouse w ON w.id = f.warehouse_id
JOIN orders o ON o.id = p.order_id
JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE p.state NOT IN ('DELIVERED', 'VOIDED', 'RETURNED', 'LOST')
ORDER BY p.id

-- returns
-- Refused parcels that are back at a practice warehouse, to be received and looked at.
SELECT r.id, r.order_id, r.state, coalesce(r.received_at, p.last_scan_at, r.asked_at)
FROM return_case r
JOIN warehouse w ON w.id = r.warehouse_id AND w.practice
JOIN orders o ON o.id = r.order_id
JOIN shop s ON s.id = o.shop_id AND s.practice
JOIN parcel p ON p.id = r.parcel_id
WHERE r.closed_at IS NULL AND r.kind = 'refused'
  AND (r.state = 'AWAITING_PARCEL' AND p.state = 'RETURNED' OR r.state = 'RECEIVED')
ORDER BY r.id

-- collected
-- Cash that a practice carrier has collected and not passed on yet, with its fee.
SELECT p.order_id, p.label_key, p.delivered_at, p.cod_minor, p.cod_minor * c.cod_fee_permille / 1000
FROM orders o
JOIN shop s ON s.id = o.shop_id AND s.practice
JOIN parcel p ON p.order_id = o.id AND p.cod_minor > 0 AND p.state = 'DELIVERED'
JOIN carrier c ON c.id = p.carrier_id AND c.practice AND c.adapter = 'practice'
WHERE o.standing = 'road' AND o.payment_state = 'COLLECTED'
ORDER BY p.id

-- next_ready
-- When the machine looks at an order next.
SELECT min(ready_at) FROM orders WHERE ready_at IS NOT NULL
