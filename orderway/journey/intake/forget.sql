-- forget_deliveries
-- Keys of signed deliveries so old that their age alone would refuse a replay.
DELETE FROM delivery_seen WHERE (shop_id, key) IN (SELECT shop_id, key FROM delivery_seen WHERE at < %(before)s LIMIT %(limit)s)

-- forget_keys
-- Answers kept for repeated requests.
DELETE FROM idempotency WHERE (client, key) IN (SELECT client, key FROM idempotency WHERE at < %(before)s LIMIT %(limit)s)

-- forget_leases
-- Leases of workers that never came back; what they held was claimed again long ago.
DELETE FROM lease WHERE id IN (SELECT id FROM lease WHERE at < %(before)s LIMIT %(limit)s)

-- empty_messages
-- Messages that were read, of orders whose buyer is erased: that they came stays, what they said goes.
UPDATE inbox i SET body = '' FROM (SELECT DISTINCT message_id FROM inbox_outcome WHERE order_id = ANY(%(orders)s)) m
WHERE i.id = m.message_id AND i.body <> '' AND NOT EXISTS (SELECT 1 FROM inbox_todo t WHERE t.message_id = i.id)

-- count_unread
-- Messages about these orders that are still to be read.
SELECT count(*) FROM inbox_todo t WHERE EXISTS (
  SELECT 1 FROM inbox_outcome m WHERE m.message_id = t.message_id AND m.order_id = ANY(%(orders)s))
