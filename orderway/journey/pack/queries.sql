-- of_code
-- Fulfilments meant by what a packer scanned: a fulfilment, a wave, an order number, a tracking number; to be packed first.
SELECT f.id FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE f.state IN ('PICKED', 'PACKED', 'READY', 'STOP_REQUESTED', 'PICKING')
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
  AND (f.id = %(fulfilment)s OR f.wave_id = %(wave)s OR o.number = %(text)s
       OR f.id IN (SELECT p.fulfilment_id FROM parcel p WHERE p.tracking_number = %(text)s AND p.tracking_number <> ''))
ORDER BY f.state = 'PICKED' DESC, f.state = 'PICKING', f.ship_by NULLS LAST, f.id LIMIT 1

-- fulfilment
-- A fulfilment with what its packer has to know.
SELECT f.id, f.order_id, f.state, f.wave_id, o.number, f.ship_by, o.wishes, o.buyer_note,
       EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN' AND h.reason = 'refund_asked'),
       (SELECT b.place FROM wave w, jsonb_array_elements_text(w.plan->'baskets') WITH ORDINALITY AS b (id, place)
        WHERE w.id = f.wave_id AND b.id::bigint = f.id),
       coalesce(o.extra->'wish_answers', '{}')
FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE f.id = %(id)s AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))

-- in_the_box
-- The other orders that share the box of a fulfilment: their numbers, whether they are packed, and whether they are stopped.
SELECT o.number, g.state IN ('PACKED', 'READY'), g.state = 'STOP_REQUESTED'
  OR EXISTS (SELECT FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN' AND h.reason IN ('refund_asked', 'withdrawn'))
FROM fulfilment f JOIN orders mine ON mine.id = f.order_id
JOIN orders o ON o.lead_id = mine.lead_id AND o.id <> mine.id
JOIN fulfilment g ON g.order_id = o.id AND g.warehouse_id = f.warehouse_id AND g.state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED')
WHERE f.id = %s ORDER BY o.id

-- items
SELECT l.id, l.picked, s.code, s.name, s.name_zh, s.barcode, s.fragile, s.weight_grams
FROM fulfilment f JOIN fulfilment_line l ON l.order_id = f.order_id AND l.fulfilment_id = f.id JOIN sku s ON s.id = l.sku_id
WHERE f.id = %s AND l.picked > 0 ORDER BY l.id

-- parcels
-- The parcels of a fulfilment; the number of one without is by hand where its carrier gives none, or is asked for none.
SELECT p.id, p.tracking_number, p.weight_grams, c.name,
       p.tracking_number = '' AND (coalesce(c.adapter, 'by_hand') = 'by_hand' OR NOT EXISTS (
         SELECT FROM orders o JOIN orders y ON y.id = o.id OR y.lead_id = o.lead_id JOIN outbox x ON x.order_id = y.id
         WHERE o.id = f.order_id AND x.topic = 'label' AND x.state = 'PENDING'))
FROM fulfilment f JOIN parcel p ON p.order_id = f.order_id AND p.fulfilment_id = f.id LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE f.id = %s AND p.state = 'LABELLED' ORDER BY p.id

-- waiting
-- What stands at the packing table, most urgent first.
SELECT f.id, o.number, f.ship_by, f.wave_id, o.units,
       (SELECT b.place FROM wave w, jsonb_array_elements_text(w.plan->'baskets') WITH ORDINALITY AS b (id, place)
        WHERE w.id = f.wave_id AND b.id::bigint = f.id)
FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE f.state = 'PICKED' AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.ship_by NULLS LAST, f.id LIMIT %(limit)s

-- slips
-- What lies in the parcels of these fulfilments, for the packing slip; without a parcel, what was asked for.
SELECT f.id, f.order_id, o.number, o.placed_at, o.language, jsonb_build_array(o.wishes, coalesce(o.extra->'wish_answers', '{}')), n.name, n.city, n.version, s.name, s.phone, s.time_zone,
       p.id, p.contents, o.units, w.time_zone,
       (SELECT jsonb_agg(jsonb_build_array(l.id, k.code, k.name, k.name_zh, l.quantity - l.short) ORDER BY l.id)
        FROM fulfilment_line l JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id AND l.fulfilment_id = f.id)
FROM fulfilment f
JOIN orders o ON o.id = f.order_id
JOIN person n ON n.order_id = o.id
JOIN shop s ON s.id = o.shop_id
JOIN warehouse w ON w.id = f.warehouse_id
LEFT JOIN parcel p ON p.order_id = o.id AND p.fulfilment_id = f.id AND p.state <> 'VOIDED'
WHERE (f.id = ANY(%(ids)s) OR f.wave_id = %(wave)s) AND f.state NOT IN ('CANCELLED', 'REJECTED')
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.ship_by NULLS LAST, f.id, p.id LIMIT %(limit)s
