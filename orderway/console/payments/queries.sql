-- open_notices
-- Payments that fit no order, or that their order refused; the oldest first.
SELECT n.id, n.gateway, s.name, n.received_at, n.kind, n.order_key, n.reference, n.amount_minor, n.currency, n.outcome, n.why, n.order_id
FROM payment_notice n JOIN shop s ON s.id = n.shop_id
WHERE n.outcome IN ('no_order', 'refused') AND (%(shops)s::bigint[] IS NULL OR n.shop_id = ANY(%(shops)s::bigint[]))
ORDER BY n.received_at, n.id LIMIT %(limit)s

-- days
-- Payments and refunds of a span of days by shop, day, gateway and kind, with what gateways told beside.
SELECT day, shop, shop_name, gateway, kind, currency, sum(count)::bigint, sum(amount)::bigint, sum(fee)::bigint FROM (
  SELECT (p.at AT TIME ZONE s.time_zone)::date AS day, s.code AS shop, s.name AS shop_name, coalesce(nullif(s.settings->>'payment', ''), nullif(p.method, ''), '-') AS gateway,
         p.kind, o.currency, count(*) AS count, sum(p.amount_minor) AS amount, sum(p.fee_minor) AS fee
  FROM payment p JOIN orders o ON o.id = p.order_id JOIN shop s ON s.id = o.shop_id
  WHERE p.at >= %(since)s AND p.at < %(until)s AND p.kind <> 'authorised' AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
  GROUP BY 1, 2, 3, 4, 5, 6
  UNION ALL
  SELECT (r.settled_at AT TIME ZONE s.time_zone)::date, s.code, s.name, coalesce(nullif(s.settings->>'payment', ''), '-'), 'refunded', o.currency,
         count(*), -sum(r.amount_minor), 0
  FROM refund r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id
  WHERE r.state = 'SUCCEEDED' AND r.settled_at >= %(since)s AND r.settled_at < %(until)s AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
  GROUP BY 1, 2, 3, 4, 5, 6) AS found
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1 DESC, 2, 4, 5, 6 LIMIT %(limit)s

-- after
-- Orders whose money needs somebody: held for it, or paid only in part; the longest waiting first.
SELECT o.id, o.number, s.name, h.reason, h.facts, h.raised_at AS at, o.currency, o.total_minor - o.cancelled_minor, o.captured_minor, o.authorised_minor
FROM hold h JOIN orders o ON o.id = h.order_id JOIN shop s ON s.id = o.shop_id
WHERE h.state = 'OPEN' AND h.reason = ANY(%(reasons)s::text[]) AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
UNION ALL
SELECT o.id, o.number, s.name, 'part_paid', '{}'::jsonb, coalesce(o.paid_at, o.placed_at), o.currency, o.total_minor - o.cancelled_minor, o.captured_minor,
       o.authorised_minor
FROM orders o JOIN shop s ON s.id = o.shop_id
WHERE o.standing = 'unpaid' AND o.payment_state = 'PARTIALLY_PAID' AND o.deposit_minor = 0
  AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[]))
ORDER BY at LIMIT %(limit)s
