-- forget_deliveries
-- Keys of signed deliveries so old that their age alone would refuse a replay.
DELETE FROM delivery_seen WHERE (shop_id, key) IN (SELECT shop_id, key FROM delivery_seen WHERE at < %(before)s LIMIT %(limit)s)

-- forget_keys
-- Answers kept for repeated requests.
DELETE FROM idempotency WHERE (client, key) IN (SELECT client, key FROM idempotency WHERE at < %(before)s LIMIT %(limit)s)

-- forget_leases
-- Leases of workers that never came back; what they held was claimed again long ago.
DELETE FROM lease WHERE id IN (SELECT id FROM lease WHERE at < %(before)s LIMIT %(limit)s)
