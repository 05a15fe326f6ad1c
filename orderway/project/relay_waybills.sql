-- parcels
-- Of these parcels: shop and key of their orders at the channel, and our code of their carrier.
SELECT p.id, o.shop_id, o.external_id, coalesce(c.code, '')
FROM parcel p JOIN orders o ON o.id = p.order_id LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE p.id = ANY(%s) AND o.origin = 'channel'
