-- state
SELECT since, not_before, failures FROM channel_talk WHERE shop_id = %s

-- whole
-- Everything up to `since` is read, in the same transaction as the last of it.
INSERT INTO channel_talk (shop_id, since, pulled_at, messages) VALUES (%(shop)s, %(since)s, %(now)s, %(messages)s)
ON CONFLICT (shop_id) DO UPDATE SET since = excluded.since, pulled_at = excluded.pulled_at,
  messages = channel_talk.messages + excluded.messages, failure = '', said = '', failures = 0, not_before = NULL

-- fail
-- It did not work: why, and when it may be tried again.
INSERT INTO channel_talk (shop_id, since, failed_at, failure, said, failures, not_before)
VALUES (%(shop)s, %(since)s, %(now)s, %(failure)s, %(said)s, 1, %(not_before)s)
ON CONFLICT (shop_id) DO UPDATE SET failed_at = excluded.failed_at, failure = excluded.failure, said = excluded.said,
  failures = channel_talk.failures + 1, not_before = excluded.not_before

-- keep_buyers
-- Whose orders these are. Arrays: shop, buyer, order.
INSERT INTO order_buyer (shop_id, buyer, order_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
ON CONFLICT DO NOTHING

-- orders_of_buyers
-- For each question (shop, two buyers, listing) the order that it is about: of the first of the two that has any, the one
-- with that listing before others, the newest first. Arrays. Which of the two it was (3: sent from here, by its
-- reference or its words), and the platform's key.
SELECT k.n, CASE WHEN b.who = 2 AND EXISTS (
    SELECT 1 FROM outbox x WHERE x.order_id = o.id AND x.topic IN ('letter', 'question')
    AND (x.payload->>'reference' = k.number OR btrim(x.payload->'letter'->>'text') = btrim(k.text))) THEN 3 ELSE b.who END,
  o.external_id
FROM unnest(%(shops)s::bigint[], %(first)s::bigint[], %(second)s::bigint[], %(listings)s::text[], %(numbers)s::text[],
            %(texts)s::text[]) WITH ORDINALITY AS k (shop, first, second, listing, number, text, n)
CROSS JOIN LATERAL (
  SELECT CASE WHEN m.buyer = k.first THEN 1 ELSE 2 END AS who, m.order_id FROM order_buyer m
  JOIN orders x ON x.id = m.order_id
  WHERE m.shop_id = k.shop AND m.buyer IN (k.first, k.second)
  ORDER BY m.buyer <> k.first, NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = m.order_id
    AND l.listing = k.listing AND k.listing <> ''), x.placed_at DESC, x.id DESC LIMIT 1) AS b
JOIN orders o ON o.id = b.order_id
