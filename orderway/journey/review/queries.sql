-- overdue
-- Orders that nobody paid in their shop's time and that no gate lets expire, since they stand before the one that looks
-- at payments: held, short of stock, waiting for an answer; and pre-sales whose balance was missed. Parameters: now, hours (where a shop says nothing), limit.
(SELECT o.id FROM orders o JOIN shop s ON s.id = o.shop_id
WHERE o.standing IN ('held', 'short', 'waiting', 'unpaid') AND o.captured_minor = 0
  AND o.payment_state IN ('UNPAID', 'FAILED', 'VOIDED') AND o.total_minor > o.cancelled_minor
  AND o.placed_at <= %(now)s - make_interval(hours => coalesce((s.settings->>'unpaid_hours')::int, %(hours)s))
ORDER BY o.placed_at, o.id LIMIT %(limit)s)
UNION ALL
(SELECT id FROM orders WHERE balance_due_at <= %(now)s AND standing NOT IN ('completed', 'cancelled') AND deposit_minor > 0
  AND payment_state = 'PARTIALLY_PAID' AND captured_minor < total_minor - cancelled_minor
ORDER BY balance_due_at, id LIMIT %(limit)s)

-- authorised
-- Orders whose money was authorised so long ago that it lapses within a day, and that nobody was told of in that time.
-- Parameters: now, days (where a shop says nothing), hours (before the end), reasons, limit.
SELECT o.id FROM orders o JOIN shop s ON s.id = o.shop_id
WHERE o.payment_state = 'AUTHORIZED' AND o.standing NOT IN ('completed', 'cancelled') AND o.authorised_minor > o.captured_minor
  AND coalesce((s.settings->>'authorised_days')::int, %(days)s) > 0
  AND (SELECT min(p.at) FROM payment p WHERE p.order_id = o.id AND p.kind = 'authorised')
      <= %(now)s - make_interval(days => coalesce((s.settings->>'authorised_days')::int, %(days)s)) + make_interval(hours => %(hours)s)
  AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.reason = ANY(%(reasons)s::text[]))
  AND NOT coalesce(o.extra->'capture' ?| ARRAY['asked', 'void', 'failed'], false)
ORDER BY o.placed_at, o.id LIMIT %(limit)s
