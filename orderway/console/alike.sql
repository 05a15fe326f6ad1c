-- others
-- Open orders of the same phone, or of the same receiver by the platform's token, the newest first.
SELECT o.id FROM person p JOIN orders o ON o.id = p.order_id
WHERE p.phone_hash = %(phone)s AND o.id <> %(id)s AND o.standing NOT IN ('completed', 'cancelled', 'road')
UNION
SELECT id FROM orders WHERE merge_key = %(key)s AND id <> %(id)s AND standing NOT IN ('completed', 'cancelled', 'road')
ORDER BY 1 DESC LIMIT %(limit)s
