-- kept_too_long
-- Orders of a shop that closed before a time and still name their buyer.
SELECT o.id FROM orders o JOIN person p ON p.order_id = o.id
WHERE o.shop_id = %(shop)s AND o.closed_at < %(before)s AND p.erased_at IS NULL AND o.id > %(after)s
ORDER BY o.id LIMIT %(limit)s
