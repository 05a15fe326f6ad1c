-- shops
-- Every active shop with what is known of its traffic; or exactly one.
SELECT s.id, s.code, s.name, s.channel, s.practice, a.shop_id IS NOT NULL, coalesce(a.active, false), a.expires_at,
       p.since, p.pulled_at, p.whole_at, p.not_before, p.failed_at, coalesce(p.failure, ''), coalesce(p.said, ''),
       coalesce(p.failures, 0), coalesce(p.messages, 0), coalesce(p.fresh, 0),
       h.hours, h.theirs, h.missing, h.absent, h.compared_at, l.placed_at, coalesce(f.many, 0)
FROM shop s
LEFT JOIN channel_account a ON a.shop_id = s.id
LEFT JOIN channel_pull p ON p.shop_id = s.id
LEFT JOIN LATERAL (
  SELECT count(*) AS hours, coalesce(sum(theirs), 0) AS theirs, coalesce(sum(missing), 0) AS missing,
         coalesce(sum(cardinality(absent)), 0) AS absent, max(compared_at) AS compared_at
  FROM channel_hour WHERE shop_id = s.id AND hour >= %(day)s
) h ON true
LEFT JOIN LATERAL (SELECT placed_at FROM orders WHERE shop_id = s.id ORDER BY placed_at DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS many FROM (
    SELECT 1 FROM outbox WHERE state = 'FAILED' AND target = 'shop:' || s.id AND topic = ANY(%(topics)s) LIMIT 1000) x
) f ON true
WHERE s.active AND (%(shops)s::bigint[] IS NULL OR s.id = ANY(%(shops)s)) AND (%(one)s::bigint IS NULL OR s.id = %(one)s)
ORDER BY s.name, s.id

-- hours
SELECT hour, theirs, missing, fetched, cardinality(absent), absent[1:5] FROM channel_hour
WHERE shop_id = %(shop)s ORDER BY hour DESC LIMIT %(limit)s

-- talk
-- Where reading a shop's messages stands.
SELECT since, pulled_at, messages, failure, said, failed_at FROM channel_talk WHERE shop_id = %s

-- failed
-- Messages to a shop's channel that were given up, the latest first.
SELECT b.id, b.at, b.topic, b.failure, b.attempt, b.order_id, coalesce(o.number, b.payload->>'sku', '') FROM outbox b
LEFT JOIN orders o ON o.id = b.order_id
WHERE b.state = 'FAILED' AND b.target = %(target)s AND b.topic = ANY(%(topics)s) ORDER BY b.id DESC LIMIT %(limit)s

-- failed_ids
SELECT id FROM outbox WHERE state = 'FAILED' AND target = %(target)s AND topic = ANY(%(topics)s) LIMIT %(limit)s

-- troubled
-- Shops whose traffic a person should look at: stopped, failing for long, about to end, with orders that are not here.
SELECT s.id, s.name, CASE
    WHEN a.expires_at <= %(now)s AND coalesce(p.failure, '') = 'auth' OR coalesce(p.failure, '') = 'auth' THEN 'stopped'
    WHEN coalesce(p.failure, '') <> '' AND coalesce(p.whole_at, p.since) < %(late)s THEN 'failing'
    WHEN coalesce(t.failure, '') <> '' AND t.since < %(late)s THEN 'talk'
    WHEN EXISTS (SELECT 1 FROM channel_hour h WHERE h.shop_id = s.id AND h.hour >= %(day)s AND h.absent <> '{}'
                 AND h.compared_at < %(late)s) THEN 'absent'
    ELSE 'ends' END, a.expires_at, s.channel
FROM channel_account a JOIN shop s ON s.id = a.shop_id LEFT JOIN channel_pull p ON p.shop_id = s.id
LEFT JOIN channel_talk t ON t.shop_id = s.id
WHERE a.active AND s.active AND NOT s.practice AND (%(shops)s::bigint[] IS NULL OR s.id = ANY(%(shops)s))
  AND (coalesce(p.failure, '') = 'auth'
    OR (coalesce(p.failure, '') <> '' AND coalesce(p.whole_at, p.since) < %(late)s)
    OR (coalesce(t.failure, '') <> '' AND t.since < %(late)s)
    OR EXISTS (SELECT 1 FROM channel_hour h WHERE h.shop_id = s.id AND h.hour >= %(day)s AND h.absent <> '{}'
               AND h.compared_at < %(late)s)
    OR a.expires_at <= %(soon)s)
ORDER BY s.name, s.id LIMIT 20

-- told
-- What the channel of an order was told, in turn.
SELECT b.topic, b.state, b.failure, b.at, b.sent_at, b.attempt, b.payload->>'write_back', b.payload->>'why', p.tracking_number
FROM outbox b LEFT JOIN parcel p ON p.id = (b.payload->>'parcel')::bigint
WHERE b.order_id = %s AND b.topic = ANY(%s) ORDER BY b.id LIMIT 100
