-- scans
-- What was seen of an order, in the warehouse and on the road.
SELECT at, code, source, place, text, parcel_id FROM scan WHERE order_id = %s ORDER BY at, id LIMIT 500

-- notes
SELECT at, by, kind, text FROM note WHERE order_id = %s ORDER BY at, id LIMIT 500

-- events
-- What happened to an order, the newest first.
SELECT seq, at, kind, actor, data FROM event WHERE order_id = %s ORDER BY seq DESC LIMIT 300

-- events_since
-- What happened after an event that somebody had seen.
SELECT seq, at, kind, actor, data FROM event WHERE order_id = %s AND seq > %s ORDER BY seq LIMIT 20

-- skus
-- The goods of an order's lines.
SELECT id, code, name, name_zh FROM sku WHERE id = ANY(%s)

-- people
-- Which of these names are people's; every other actor is a machine, a channel or a key.
SELECT username, roles FROM member WHERE username = ANY(%s)

-- ids_of
-- Orders by their ids, with their numbers.
SELECT id, number FROM orders WHERE id = ANY(%s)

-- persons_were
-- The receivers that an order had before, the oldest first.
SELECT until, name, phone, email, company, country, province, city, district, street, postcode, raw, token, version
FROM person_was WHERE order_id = %s ORDER BY version

-- letters_of_questions
-- How far the letter of each question of an order is; of text messages also what the gateway said came of them.
SELECT (b.payload->>'question')::bigint, b.state, b.failure, b.sent_at, coalesce(b.payload->>'by_hand', ''),
       coalesce(t.state, ''), t.told_at
FROM outbox b LEFT JOIN text_sent t ON t.message_id = b.id
WHERE b.order_id = %s AND b.topic = 'question' ORDER BY b.id
