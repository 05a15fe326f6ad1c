-- failed
-- Messages given up, the latest first.
SELECT b.id, b.at, b.topic, b.target, b.failure, b.attempt, b.order_id, o.number FROM outbox b
LEFT JOIN orders o ON o.id = b.order_id
WHERE b.state = 'FAILED' AND b.id < %(before)s AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s))
ORDER BY b.id DESC LIMIT %(limit)s

-- given_up
-- How many messages were given up.
SELECT count(*) FROM (SELECT 1 FROM outbox b WHERE b.state = 'FAILED'
  AND (%(shops)s::bigint[] IS NULL OR EXISTS (SELECT FROM orders o WHERE o.id = b.order_id AND o.shop_id = ANY(%(shops)s))) LIMIT %(limit)s) found

-- waiting
-- Messages still being tried, after at least one try in vain.
SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 'PENDING' AND attempt > 0 AND failure <> '' LIMIT %(limit)s) found

-- letters
-- Letters to buyers that were brought on their way, the latest first.
SELECT b.id, b.sent_at, b.topic, b.payload, b.order_id, o.number, n.name, s.name FROM outbox b
JOIN orders o ON o.id = b.order_id JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id
WHERE b.topic = ANY(%(topics)s) AND b.state = 'SENT' AND b.payload->>'way' = 'mailbox' AND b.id < %(before)s
  AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s))
ORDER BY b.id DESC LIMIT %(limit)s

-- scoped
-- Those of these messages that the reader may act on.
SELECT b.id FROM outbox b LEFT JOIN orders o ON o.id = b.order_id
WHERE b.id = ANY(%(ids)s) AND b.state = 'FAILED' AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s))
