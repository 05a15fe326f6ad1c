-- ask
-- A survey for each order delivered in the window that has none, joined to the first parcel's warehouse and carrier.
INSERT INTO survey (order_id, sent_at, shop_id, warehouse_id, carrier_id)
SELECT o.id, %(now)s, o.shop_id, f.warehouse_id, coalesce(f.parcel_carrier, f.carrier_id)
FROM orders o JOIN shop s ON s.id = o.shop_id JOIN person n ON n.order_id = o.id
LEFT JOIN LATERAL (SELECT x.warehouse_id, x.carrier_id,
    (SELECT p.carrier_id FROM parcel p WHERE p.order_id = o.id AND p.fulfilment_id = x.id AND p.state = 'DELIVERED' ORDER BY p.id LIMIT 1) AS parcel_carrier
  FROM fulfilment x WHERE x.order_id = o.id AND x.state = 'SHIPPED' ORDER BY x.shipped_at, x.id LIMIT 1) f ON true
WHERE o.delivered_at > %(since)s AND o.delivered_at <= %(until)s AND s.own AND s.active
  AND n.token = '' AND n.erased_at IS NULL AND (n.email <> '' OR n.phone <> '')
  AND NOT EXISTS (SELECT 1 FROM survey v WHERE v.order_id = o.id)
  AND NOT EXISTS (SELECT 1 FROM return_case r WHERE r.order_id = o.id AND r.closed_at IS NULL)
ORDER BY o.delivered_at, o.id LIMIT %(limit)s
ON CONFLICT (order_id) DO NOTHING
RETURNING order_id, shop_id

-- answer
-- The first answer counts; a second changes nothing.
UPDATE survey SET answered_at = %(now)s, product = %(product)s, delivery = %(delivery)s, service = %(service)s, text = %(text)s
WHERE order_id = %(order)s AND answered_at IS NULL AND sent_at > %(since)s

-- erase
-- The words of buyers that are erased.
UPDATE survey SET text = '' WHERE order_id = ANY(%s) AND text <> ''
