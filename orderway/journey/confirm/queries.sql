-- template
-- The words of a letter in one language: the shop's own before everybody's.
SELECT subject, body FROM letter_template
WHERE kind = %(kind)s AND language = %(language)s AND (shop_id = %(shop)s OR shop_id IS NULL)
ORDER BY shop_id NULLS LAST LIMIT 1

-- late
-- Orders that have not left in time, of shops that write about it, and were not written about.
SELECT o.id FROM orders o JOIN shop s ON s.id = o.shop_id
WHERE o.ship_by < %(now)s AND o.ship_by > %(since)s AND o.shipped_at IS NULL
  AND o.standing NOT IN ('unpaid', 'completed', 'cancelled') AND s.settings->'letters' ? 'delayed'
  AND NOT coalesce(o.extra->'letters' ? 'delayed', false)
ORDER BY o.ship_by, o.id LIMIT %(limit)s
