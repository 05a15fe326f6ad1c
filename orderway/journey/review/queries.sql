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
