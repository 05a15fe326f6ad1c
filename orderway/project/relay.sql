-- labels
-- What a carrier needs for these parcels; the receiver is read only to be sent.
SELECT p.id, p.order_id, p.state, p.tracking_number, p.label_key, p.weight_grams, p.cod_minor, o.currency,
       c.code, c.adapter, c.practice, w.country, w.province, w.city,
       n.name, n.phone, n.country, n.province, n.city, n.district, n.street, n.postcode, n.company, n.raw, n.token,
       o.wishes, o.extra->'wish_answers'
FROM parcel p
JOIN orders o ON o.id = p.order_id
JOIN person n ON n.order_id = p.order_id
JOIN fulfilment f ON f.id = p.fulfilment_id
JOIN warehouse w ON w.id = f.warehouse_id
LEFT JOIN carrier c ON c.id = p.carrier_id
WHERE p.id = ANY(%s)

-- refunds_unsent
-- Refunds agreed of which no message speaks yet.
SELECT r.id, r.order_id, o.shop_id FROM refund r JOIN orders o ON o.id = r.order_id
WHERE r.state = 'APPROVED' AND NOT EXISTS (
  SELECT 1 FROM outbox b WHERE b.order_id = r.order_id AND b.topic = 'refund' AND (b.payload->>'refund')::bigint = r.id)
ORDER BY r.asked_at, r.id LIMIT %s

-- refund_lock
-- One relay at a time looks for refunds, until its transaction ends.
SELECT pg_try_advisory_xact_lock(hashtext(current_schema() || '.refunds'))

-- refunds
-- What a gateway needs for these refunds: the payments that came, by their own keys.
SELECT r.id, r.state, r.amount_minor, r.reason, o.external_id, o.currency, s.practice, coalesce(s.settings->>'payment', ''),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(p.external_id, p.method, greatest(p.amount_minor, coalesce(
               (SELECT max(n.amount_minor) FROM payment_notice n WHERE n.order_id = p.order_id
                AND n.reference = p.external_id AND n.kind = p.kind), 0))) ORDER BY p.id), '[]')
        FROM payment p WHERE p.order_id = r.order_id AND p.kind IN ('captured', 'collected')),
       a.merchant, a.sealed, a.sandbox, o.extra ? 'tenders'
FROM refund r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id
LEFT JOIN gateway_account a ON a.shop_id = s.id AND a.gateway = s.settings->>'payment' AND a.active
WHERE r.id = ANY(%s)

-- refund_parts
SELECT r.id, o.extra->'refund_parts'->(r.id::text) FROM refund r JOIN orders o ON o.id = r.order_id WHERE r.id = ANY(%s)

-- questions
-- What a notice service needs for these questions; the buyer is read only to be written to.
SELECT q.id, q.state, q.field, q.channel, q.text, coalesce(nullif(q.language, ''), s.language), o.number,
       n.name, n.email, n.phone, s.name, s.email, s.practice, s.id, o.external_id, q.due_at, o.ship_by, o.priority,
       s.time_zone
FROM question q JOIN orders o ON o.id = q.order_id JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id
WHERE q.id = ANY(%s)

-- surveys
-- What the letter of a survey needs to know, by order.
SELECT v.order_id, v.answered_at IS NOT NULL, coalesce(nullif(o.language, ''), s.language), o.number,
       n.name, n.email, n.phone, s.name, s.email, s.practice
FROM survey v JOIN orders o ON o.id = v.order_id JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id
WHERE v.order_id = ANY(%s)

-- schema
SELECT current_schema()
