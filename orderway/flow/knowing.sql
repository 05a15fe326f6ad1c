-- buyers
-- Other orders of the same phones, newest first, at most a named number a phone: what they were and what became of them.
SELECT k.phone, o.id, o.placed_at, o.units, o.status = 'CANCELLED',
       EXISTS (SELECT FROM parcel c WHERE c.order_id = o.id AND c.state IN ('REFUSED', 'RETURNING', 'RETURNED')), o.name_hash
FROM unnest(%(phones)s::bigint[]) AS k (phone) CROSS JOIN LATERAL (
  SELECT o.id, o.placed_at, o.units, o.status, p.name_hash FROM person p JOIN orders o ON o.id = p.order_id
  WHERE p.phone_hash = k.phone AND o.placed_at > %(since)s ORDER BY p.order_id DESC LIMIT %(most)s) AS o

-- black
-- Entries of the black list that fit one of the hashes and still count.
SELECT kind, hash, coalesce(shop_id, 0), reason FROM black_entry
WHERE hash = ANY(%(hashes)s::bigint[]) AND (until IS NULL OR until > %(now)s) ORDER BY id

-- accounts
-- The credit accounts of some shops' customers: by company, by phone.
SELECT id, shop_id, by_phone, key_hash, lower(btrim(name)), limit_minor, currency FROM credit_account
WHERE active AND shop_id = ANY(%(shops)s::bigint[])
  AND ((by_phone AND key_hash = ANY(%(phones)s::bigint[])) OR (NOT by_phone AND lower(btrim(name)) = ANY(%(companies)s::text[])))

-- open_by_company
-- What open orders of companies still owe, by shop, company and currency, but for the orders at hand.
SELECT o.shop_id, lower(btrim(p.company)), o.currency, sum(greatest(0, o.total_minor - o.cancelled_minor - o.captured_minor))::bigint
FROM person p JOIN orders o ON o.id = p.order_id
WHERE p.company <> '' AND lower(btrim(p.company)) = ANY(%(companies)s::text[]) AND o.shop_id = ANY(%(shops)s::bigint[])
  AND o.standing <> 'cancelled' AND NOT o.id = ANY(%(here)s::bigint[])
  AND o.payment_state NOT IN ('PAID', 'OVERPAID', 'COLLECTED', 'REMITTED')
GROUP BY 1, 2, 3

-- open_by_phone
-- The same for buyers found by their phone.
SELECT o.shop_id, p.phone_hash, o.currency, sum(greatest(0, o.total_minor - o.cancelled_minor - o.captured_minor))::bigint
FROM person p JOIN orders o ON o.id = p.order_id
WHERE p.phone_hash = ANY(%(phones)s::bigint[]) AND o.shop_id = ANY(%(shops)s::bigint[])
  AND o.standing <> 'cancelled' AND NOT o.id = ANY(%(here)s::bigint[])
  AND o.payment_state NOT IN ('PAID', 'OVERPAID', 'COLLECTED', 'REMITTED')
GROUP BY 1, 2, 3
