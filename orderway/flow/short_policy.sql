-- undecided
-- Orders that wait for stock and about which nothing is decided, in fair order.
SELECT o.id FROM orders o WHERE o.waits_for = 'stock' AND o.standing = 'short' AND o.shop_id = ANY(%(shops)s::bigint[])
  AND NOT o.extra ? 'shortage' AND NOT o.extra ? 'refund_awaited'
ORDER BY o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id LIMIT %(limit)s
