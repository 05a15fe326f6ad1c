-- parcels
-- Those of these numbers that stand for their box; who only travels in another's box is seen with it.
SELECT tracking_number, id, order_id
FROM parcel
WHERE tracking_number = ANY(%s) AND tracking_number <> '' AND strpos(label_key, '@') = 0 AND state <> 'VOIDED'
ORDER BY tracking_number, id

-- known
-- What was told of these parcels before.
SELECT parcel_id, code, at FROM scan WHERE order_id = ANY(%s) AND parcel_id = ANY(%s)
