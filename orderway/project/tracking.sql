-- parcels
SELECT tracking_number, id, order_id
FROM parcel
WHERE tracking_number = ANY(%s) AND tracking_number <> '' AND strpos(label_key, '@') = 0 AND state <> 'VOIDED'
ORDER BY tracking_number, id

-- known
SELECT parcel_id, code, at FROM scan WHERE order_id = ANY(%s) AND parcel_id = ANY(%s)
