-- unanswered
-- Surveys of practice shops that nobody has answered, with the order's key, whether a parcel came late, and its language.
SELECT v.order_id, s.code || '/' || o.external_id, v.sent_at,
  EXISTS (SELECT FROM parcel p WHERE p.order_id = o.id AND p.state = 'DELIVERED' AND p.delivered_at > p.due_until),
  o.language
FROM survey v JOIN orders o ON o.id = v.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE v.answered_at IS NULL AND v.sent_at BETWEEN %(since)s AND %(until)s ORDER BY v.sent_at, v.order_id
