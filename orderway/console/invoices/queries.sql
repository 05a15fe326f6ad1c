-- open
-- Invoices that somebody has to do something about, the oldest first; `rank` puts those for a person before those under way.
SELECT i.id, i.order_id, o.number, s.name, i.state, i.kind, i.holder, i.title, i.amount_minor, i.currency, i.asked_at, i.failure,
       o.shipped_at IS NOT NULL
FROM invoice i JOIN orders o ON o.id = i.order_id JOIN shop s ON s.id = o.shop_id
WHERE i.state IN ('ASKED', 'ISSUING', 'FAILED', 'ISSUED') AND i.id > %(after)s
  AND (i.state <> 'ISSUED' OR NOT (s.practice OR s.channel IN ('orderway', 'csv_file')))
  AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s))
ORDER BY i.id LIMIT %(limit)s

-- scoped
-- Of some invoices those whose shop the reader may see, with their orders.
SELECT i.id, i.order_id FROM invoice i JOIN orders o ON o.id = i.order_id
WHERE i.id = ANY(%(ids)s) AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s)) ORDER BY i.id
