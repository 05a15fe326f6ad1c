-- shops
SELECT id, channel, practice FROM shop WHERE id = ANY(%s)

-- parcels
-- What a channel is told of these parcels: number, carrier, lines by the channel's keys with units, what is still to come.
SELECT p.id, p.state, p.tracking_number, o.id, o.external_id, coalesce(c.code, ''), coalesce(c.name, ''),
       coalesce(f.shipped_at, o.shipped_at),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(coalesce((o.extra->'split_lines'->>l.id::text)::bigint, l.id), l.external_id, k.units, l.bundle_units, l.ordered) ORDER BY l.position, l.id), '[]')
        FROM jsonb_each_text(p.contents) AS j (key, units)
        JOIN fulfilment_line fl ON fl.id = j.key::bigint
        JOIN order_line l ON l.id = fl.line_id
        CROSS JOIN LATERAL (SELECT j.units::bigint AS units) k),
       (SELECT coalesce(sum(l.ordered - l.cancelled - l.shipped), 0) FROM order_line l WHERE l.order_id = o.id)
FROM parcel p JOIN fulfilment f ON f.id = p.fulfilment_id JOIN orders o ON o.id = p.order_id
LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE p.id = ANY(%s)

-- parcel_messages
-- All messages about parcels of these orders, to know which of them is the first and the last.
SELECT order_id, id, payload->>'write_back' FROM outbox WHERE order_id = ANY(%s) AND topic = 'channel.shipped' ORDER BY id

-- orders
SELECT id, external_id, number, seller_note, coalesce((extra->>'flag'), '0') FROM orders WHERE id = ANY(%s)

-- newer_levels
-- Of these messages about levels: those that a later one has overtaken, or that wait for an earlier one under way. Of the
-- word that a SKU ran out or is back (`stock`) only the first is a level; what it is again, the rules of publishing say.
SELECT m.id,
       EXISTS (SELECT 1 FROM outbox b WHERE b.topic IN ('stock', 'channel.stock') AND b.target = m.target
               AND b.payload->>'sku' = m.payload->>'sku' AND b.id > m.id
               AND (b.topic = 'channel.stock' OR b.payload->>'available' = '0')),
       EXISTS (SELECT 1 FROM outbox b WHERE b.topic IN ('stock', 'channel.stock') AND b.target = m.target
               AND b.payload->>'sku' = m.payload->>'sku' AND b.id < m.id AND b.id <> ALL(%(mine)s)
               AND b.state = 'PENDING' AND b.attempt > 0 AND b.failure = '' AND b.next_at > %(now)s)
FROM outbox m WHERE m.id = ANY(%(mine)s)

-- listings
-- The listings under which these shops sell these SKUs (by code); arrays: shop, code.
SELECT k.shop_id, k.code, l.key FROM unnest(%s::bigint[], %s::text[]) AS k (shop_id, code)
JOIN sku s ON s.code = k.code JOIN listing l ON l.shop_id = k.shop_id AND l.sku_id = s.id
ORDER BY k.shop_id, k.code, l.key
