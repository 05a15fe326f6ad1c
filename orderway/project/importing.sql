-- parked_before
-- Messages of the same places in the same file that are parked already.
SELECT m.id, m.source, m.body FROM inbox_todo t JOIN inbox m ON m.id = t.message_id AND m.received_at = t.received_at
WHERE t.state = 'parked' AND t.shop_id = %s AND m.source = ANY(%s)

-- unread
SELECT count(*) FROM inbox_todo WHERE state = 'new' AND message_id = ANY(%s::bigint[])

-- came_of
-- What came of messages, by kind; those put aside are 'parked'.
WITH mine AS (SELECT unnest(%s::bigint[]) AS id)
SELECT o.kind, count(DISTINCT o.message_id) FROM inbox_outcome o JOIN mine ON mine.id = o.message_id GROUP BY 1
UNION ALL
SELECT 'parked', count(*) FROM inbox_todo t JOIN mine ON mine.id = t.message_id WHERE t.state = 'parked'

-- shops
SELECT code, id FROM shop ORDER BY code
