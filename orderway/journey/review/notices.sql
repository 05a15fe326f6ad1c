-- account
-- A shop's access to one gateway.
SELECT s.id, a.merchant, a.sealed, a.sandbox FROM shop s JOIN gateway_account a ON a.shop_id = s.id
WHERE s.code = %(shop)s AND a.gateway = %(gateway)s AND s.active AND a.active

-- keep
-- A notice once, by the gateway's own key; no row comes back where it was kept before.
INSERT INTO payment_notice (id, shop_id, gateway, key, received_at, body, kind, order_key, reference, amount_minor,
                            currency, notice, outcome)
VALUES (%(id)s, %(shop)s, %(gateway)s, %(key)s, %(now)s, %(body)s, %(kind)s, %(order)s, %(reference)s, %(amount)s,
        %(currency)s, %(notice)s, %(outcome)s)
ON CONFLICT (shop_id, gateway, key) DO NOTHING RETURNING id

-- todo
-- Notices that were not applied yet, oldest first: fresh ones, and those whose order has come since.
SELECT n.id, n.gateway, n.notice, o.id FROM payment_notice n
-- A trade that we made ourselves of frozen money is named orderway-ORDER-NTH.
LEFT JOIN LATERAL ((SELECT o.id FROM orders o WHERE o.shop_id = n.shop_id AND n.order_key <> ''
                    AND (o.external_id = n.order_key OR o.number = n.order_key)
                    ORDER BY o.external_id <> n.order_key, o.id LIMIT 1)
                   UNION ALL (SELECT o.id FROM orders o WHERE o.shop_id = n.shop_id AND o.id =
                    CASE WHEN n.order_key ~ '^orderway-[0-9]{1,18}-[0-9]{1,6}$' THEN split_part(n.order_key, '-', 2)::bigint END)
                   LIMIT 1) AS o ON true
WHERE (n.outcome = 'kept' OR (n.outcome = 'no_order' AND o.id IS NOT NULL))
  AND (%(only)s::bigint[] IS NULL OR n.id = ANY(%(only)s::bigint[]))
ORDER BY n.received_at, n.id LIMIT %(limit)s

-- refunds
-- Which of these keys are refunds of ours, and of which order and shop.
SELECT r.id::text, r.order_id FROM refund r WHERE r.id = ANY(%s::bigint[])

-- mark
UPDATE payment_notice SET outcome = %(outcome)s, why = %(why)s, order_id = %(order)s, settled_at = %(now)s
WHERE id = %(id)s AND outcome IN ('kept', 'no_order')

-- one
-- A notice that is still open, for a person.
SELECT n.id, n.gateway, n.notice, n.shop_id, n.kind FROM payment_notice n
WHERE n.id = %(id)s AND n.outcome IN ('no_order', 'refused') AND (%(shops)s::bigint[] IS NULL OR n.shop_id = ANY(%(shops)s::bigint[]))

-- order_named
SELECT id FROM orders WHERE shop_id = %(shop)s AND (external_id = %(name)s OR number = %(name)s)
ORDER BY external_id <> %(name)s, id LIMIT 2

-- settled
UPDATE payment_notice SET outcome = %(outcome)s, why = %(why)s, order_id = %(order)s, settled_at = %(now)s, settled_by = %(by)s
WHERE id = %(id)s AND outcome IN ('no_order', 'refused')

-- forget_bodies
-- The words of old notices may speak of persons; what was understood stays.
UPDATE payment_notice SET body = '' WHERE id IN (
  SELECT id FROM payment_notice WHERE received_at < %(before)s AND body <> '' AND outcome NOT IN ('kept', 'no_order', 'refused')
  ORDER BY received_at LIMIT %(limit)s)
