-- letters
-- What a letter needs to know, by order; the buyer is read only to be written to.
SELECT o.id, coalesce(nullif(o.language, ''), s.language), o.number, n.name, n.email, n.phone, s.id, s.name, s.email,
       s.practice, o.external_id, s.time_zone,
       (SELECT coalesce(jsonb_agg(jsonb_build_array(coalesce(nullif(l.title, ''), l.sku_code),
          CASE WHEN l.ordered > l.cancelled THEN l.ordered - l.cancelled ELSE l.ordered END) ORDER BY l.position), '[]')
        FROM order_line l WHERE l.order_id = o.id),
       o.wishes, o.extra->'wish_answers', o.ship_by, o.delivered_at
FROM orders o JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id WHERE o.id = ANY(%s::bigint[])

-- parcels
-- The parcels of one shipment with who carries them.
SELECT coalesce(c.name, ''), p.tracking_number FROM parcel p LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE p.order_id = %(order)s AND p.fulfilment_id = %(fulfilment)s AND p.state <> 'VOIDED' ORDER BY p.id

-- note
-- What was written to the buyer.
SELECT text FROM note WHERE order_id = %(order)s AND id = %(note)s
