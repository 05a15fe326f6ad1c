-- order_seen
-- Everything a buyer may see of one order, as one JSON document. Every part is found by the order's id.
-- Goods that the channel gave no title have the name of their SKU.
SELECT jsonb_build_object(
  'id', o.id, 'number', o.number, 'version', o.version, 'status', o.status, 'partially', o.partially, 'standing', o.standing,
  'stage', o.stage, 'waits_for', o.waits_for, 'payment_state', o.payment_state, 'currency', o.currency,
  'total_minor', o.total_minor, 'refunded_minor', o.refunded_minor, 'refund_open_minor', o.refund_open_minor,
  'placed_at', o.placed_at, 'ship_by', o.ship_by, 'delivered_at', o.delivered_at, 'closed_at', o.closed_at,
  'cancel_asked', o.extra ? 'cancel_asked', 'expected_at', nullif(o.extra->'expected'->>'at', ''),
  'surveyed', (SELECT v.answered_at IS NOT NULL FROM survey v WHERE v.order_id = o.id),
  'name', n.name, 'phone', n.phone, 'city', n.city, 'street', n.street, 'token', n.token,
  'shop', jsonb_build_object('id', s.id, 'name', s.name, 'colour', s.colour, 'phone', s.phone, 'email', s.email,
    'time_zone', s.time_zone, 'language', s.language, 'own', s.own, 'settings', s.settings),
  'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'title',
      coalesce(nullif(l.title, ''), nullif(CASE WHEN left(o.language, 2) = 'zh' THEN k.name_zh END, ''), k.name, l.sku_code), 'variant', l.variant, 'ordered', l.ordered,
      'backordered', l.backordered, 'shipped', l.shipped, 'cancelled', l.cancelled, 'returned', l.returned,
      'refunded_units', l.refunded_units, 'refunded_minor', l.refunded_minor, 'paid_share_minor', l.paid_share_minor, 'gift', l.gift) ORDER BY l.position), '[]')
    FROM order_line l LEFT JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id),
  'parcels', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'state', p.state, 'carrier', coalesce(c.name, ''),
      'carrier_phone', coalesce(c.phone, ''), 'tracking_number', p.tracking_number, 'due_from', p.due_from,
      'due_until', p.due_until, 'delivered_at', p.delivered_at, 'last_scan_at', p.last_scan_at, 'shipped_at', f.shipped_at,
      'contents', (SELECT coalesce(jsonb_object_agg(fl.line_id, k.value::bigint), '{}') FROM jsonb_each_text(p.contents) k
        JOIN fulfilment_line fl ON fl.order_id = o.id AND fl.id = k.key::bigint)) ORDER BY p.id), '[]')
    FROM parcel p JOIN fulfilment f ON f.order_id = o.id AND f.id = p.fulfilment_id LEFT JOIN carrier c ON c.id = p.carrier_id
    WHERE p.order_id = o.id AND p.state <> 'VOIDED'),
  'scans', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', few.at, 'code', few.code, 'place', few.place, 'text', few.text,
      'parcel_id', few.parcel_id) ORDER BY few.at DESC, few.id DESC), '[]')
    FROM (SELECT * FROM scan x WHERE x.order_id = o.id AND x.parcel_id IS NOT NULL ORDER BY x.at DESC, x.id DESC LIMIT %(scans)s) few),
  'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'state', q.state, 'field', q.field, 'due_at', q.due_at) ORDER BY q.id), '[]')
    FROM question q WHERE q.order_id = o.id),
  'returns', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state, 'kind', r.kind, 'reason', r.reason,
      'asked_at', r.asked_at, 'lines', r.lines, 'due_at', r.due_at, 'refund_minor', r.refund_minor, 'note', r.note,
      'closed_at', r.closed_at, 'sent_to', coalesce(concat_ws(' ', w.name, w.province, w.city, w.address), '')) ORDER BY r.id), '[]')
    FROM return_case r LEFT JOIN warehouse w ON w.id = r.warehouse_id WHERE r.order_id = o.id),
  'refunds', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state, 'kind', r.kind,
      'amount_minor', r.amount_minor, 'settled_at', r.settled_at, 'return_id', r.return_id) ORDER BY r.id), '[]')
    FROM refund r WHERE r.order_id = o.id),
  'notes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', few.at, 'kind', few.kind, 'text', few.text) ORDER BY few.at, few.id), '[]')
    FROM (SELECT * FROM note t WHERE t.order_id = o.id AND t.kind IN ('buyer', 'reply') ORDER BY t.at DESC, t.id DESC LIMIT %(notes)s) few)
)::text
FROM orders o JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id
WHERE o.id = %(order)s

-- find
-- The newest order of that number whose receiver's phone ends with these digits.
SELECT o.id FROM orders o JOIN person n ON n.order_id = o.id
WHERE (o.number = %(number)s OR o.external_id = %(number)s) AND n.last4_hash = %(last4)s
  AND (o.closed_at IS NULL OR o.closed_at >= %(since)s)
ORDER BY o.id DESC LIMIT 1

-- question
-- One question with what its page shows of the order.
SELECT jsonb_build_object('id', q.id, 'order_id', q.order_id, 'state', q.state, 'field', q.field, 'text', q.text,
  'due_at', q.due_at, 'sent_at', q.sent_at, 'answered_at', q.answered_at, 'choice', coalesce(q.answer->>'choice', ''),
  'number', o.number, 'standing', o.standing, 'country', n.country, 'province', n.province, 'city', n.city, 'district', n.district,
  'street', n.street, 'postcode', n.postcode, 'name', n.name, 'phone', n.phone, 'token', n.token,
  'shop', jsonb_build_object('id', s.id, 'name', s.name, 'colour', s.colour, 'phone', s.phone, 'email', s.email,
    'time_zone', s.time_zone, 'language', s.language, 'own', s.own, 'settings', s.settings),
  'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('title',
      coalesce(nullif(l.title, ''), nullif(CASE WHEN left(o.language, 2) = 'zh' THEN k.name_zh END, ''), k.name, l.sku_code), 'variant', l.variant, 'ordered', l.ordered - l.cancelled,
      'backordered', l.backordered) ORDER BY l.position), '[]') FROM order_line l LEFT JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id))::text
FROM question q JOIN orders o ON o.id = q.order_id JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id
WHERE q.id = %(question)s

-- survey
-- One survey with its shop and what was bought.
SELECT jsonb_build_object('order_id', v.order_id, 'sent_at', v.sent_at, 'answered_at', v.answered_at, 'number', o.number,
  'first_title', CASE WHEN o.first_title <> '' THEN o.first_title ELSE (SELECT coalesce(nullif(l.title, ''), nullif(CASE WHEN left(o.language, 2) = 'zh' THEN k.name_zh END, ''), k.name, l.sku_code)
    FROM order_line l LEFT JOIN sku k ON k.id = l.sku_id WHERE l.order_id = o.id ORDER BY l.position LIMIT 1) END, 'line_count', o.line_count, 'carrier', coalesce(c.name, ''),
  'shop', jsonb_build_object('id', s.id, 'name', s.name, 'colour', s.colour, 'phone', s.phone, 'email', s.email,
    'time_zone', s.time_zone, 'language', s.language, 'own', s.own, 'settings', s.settings))::text
FROM survey v JOIN orders o ON o.id = v.order_id JOIN shop s ON s.id = o.shop_id LEFT JOIN carrier c ON c.id = v.carrier_id
WHERE v.order_id = %(order)s
