-- accounts
-- The accesses that a shop's text messages may go by, its own ones first.
SELECT id, gateway, prefixes, sealed, options, templates, events, quiet_from, quiet_until
FROM text_account WHERE active AND (shop_id = %(shop)s OR shop_id IS NULL)
ORDER BY shop_id IS NULL, length(prefixes) = 0, id

-- account
-- One access, in use or not: receipts may come after it was switched off.
SELECT id, gateway, prefixes, sealed, options, templates, events, quiet_from, quiet_until
FROM text_account WHERE id = %(account)s

-- keep
-- A text message has left; tried again after a failure it is a new one.
INSERT INTO text_sent (message_id, account_id, shop_id, order_id, reference, parts, sent_at)
VALUES (%(message)s, %(account)s, %(shop)s, %(order)s, %(reference)s, %(parts)s, %(now)s)
ON CONFLICT (message_id) DO UPDATE SET account_id = excluded.account_id, reference = excluded.reference,
  parts = text_sent.parts + CASE WHEN text_sent.reference = excluded.reference THEN 0 ELSE excluded.parts END,
  sent_at = excluded.sent_at, state = 'SENT', code = '', told_at = NULL
WHERE text_sent.reference <> excluded.reference OR text_sent.state = 'FAILED'

-- receipt
-- What came of a message; a final word is not taken back by an earlier one that comes late. Its message with the topic.
UPDATE text_sent t SET state = %(state)s, code = %(code)s, told_at = %(now)s,
  parts = coalesce(nullif(%(parts)s, 0), t.parts)
FROM (SELECT message_id FROM text_sent WHERE account_id = %(account)s AND reference = %(reference)s
      AND state = 'SENT' LIMIT 1) AS mine
LEFT JOIN outbox b ON b.id = mine.message_id
WHERE t.message_id = mine.message_id
RETURNING t.message_id, b.topic, b.payload->>'kind'

-- known
-- Whether a reference is one of ours.
SELECT 1 FROM text_sent WHERE account_id = %(account)s AND reference = %(reference)s LIMIT 1

-- sums
-- Messages, paid parts, delivered and failed ones of each access since a time.
SELECT account_id, count(*), sum(parts), count(*) FILTER (WHERE state = 'DELIVERED'),
       count(*) FILTER (WHERE state = 'FAILED')
FROM text_sent WHERE sent_at >= %(since)s GROUP BY account_id

-- forget
-- Text messages of long ago, in a batch.
DELETE FROM text_sent WHERE message_id IN (SELECT message_id FROM text_sent WHERE sent_at < %(before)s LIMIT %(limit)s)
