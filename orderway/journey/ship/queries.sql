-- labels
-- What stands on the labels of parcels that have a number; the receiver in plain text.
SELECT p.id, p.order_id, p.tracking_number, p.state, p.address_version, p.prints, p.cod_minor, p.weight_grams, p.contents,
       c.name, c.practice, o.number, o.currency, o.language,
       n.name, n.phone, n.country, n.province, n.city, n.district, n.street, n.postcode, n.company, n.version,
       s.name, s.phone, w.name, w.province, w.city, w.time_zone, p.fulfilment_id,
       (SELECT b.payload->>'sort_code' FROM outbox b WHERE b.order_id = p.order_id AND b.topic = 'label' AND b.state = 'SENT'
        AND (b.payload->>'parcel')::bigint = p.id ORDER BY b.id DESC LIMIT 1),
       o.wishes, coalesce(o.extra->'wish_answers', '{}')
FROM fulfilment f
JOIN parcel p ON p.order_id = f.order_id AND p.fulfilment_id = f.id AND p.state = 'LABELLED' AND p.tracking_number <> ''
  AND strpos(p.label_key, '@') = 0
JOIN orders o ON o.id = f.order_id
JOIN person n ON n.order_id = o.id
JOIN shop s ON s.id = o.shop_id
JOIN warehouse w ON w.id = f.warehouse_id
LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE (f.id = ANY(%(ids)s) OR f.wave_id = %(wave)s) AND f.state NOT IN ('CANCELLED', 'REJECTED', 'SHIPPED')
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.ship_by NULLS LAST, f.id, p.id LIMIT %(limit)s

-- scanned
-- The parcel behind a scanned number.
SELECT p.id, p.order_id, p.fulfilment_id, p.state, f.state, f.warehouse_id, o.number, c.name, p.address_version, n.version,
       EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN' AND h.reason IN ('refund_asked', 'withdrawn'))
FROM parcel p
JOIN fulfilment f ON f.id = p.fulfilment_id
JOIN orders o ON o.id = p.order_id
JOIN person n ON n.order_id = o.id
LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE p.tracking_number = %s AND p.tracking_number <> ''
ORDER BY p.state = 'VOIDED', strpos(p.label_key, '@') > 0, p.id DESC LIMIT 1

-- siblings
-- The numbers of all parcels that leave together.
SELECT p.tracking_number FROM fulfilment f JOIN parcel p ON p.order_id = f.order_id AND p.fulfilment_id = f.id
WHERE f.id = %s AND p.state = 'LABELLED' ORDER BY p.id

-- ready
-- What waits for the carrier, by carrier.
SELECT coalesce(c.name, ''), count(*), min(f.ship_by) FROM fulfilment f
LEFT JOIN carrier c ON c.id = f.carrier_id
WHERE f.state = 'READY' AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
GROUP BY 1 ORDER BY 3 NULLS LAST, 1 LIMIT %(limit)s
