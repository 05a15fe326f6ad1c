-- add
-- A trial that waits to be run.
INSERT INTO trial (id, at, by, name, changes, since, until, carry)
VALUES (%(id)s, %(at)s, %(by)s, %(name)s, %(changes)s, %(since)s, %(until)s, %(carry)s)

-- waiting
-- How many wait or run.
SELECT count(*) FROM trial WHERE state IN ('WAITING', 'RUNNING')

-- begin
-- A trial is taken in hand (again, where its runner died).
UPDATE trial SET state = 'RUNNING', done = 0, total = %(total)s, failure = '' WHERE id = %(id)s AND state IN ('WAITING', 'RUNNING')

-- progress
-- How far it is; no row where somebody stopped it.
UPDATE trial SET done = %(done)s WHERE id = %(id)s AND state = 'RUNNING'

-- finish
UPDATE trial SET state = 'DONE', done = total, result = %(result)s WHERE id = %(id)s AND state = 'RUNNING'

-- fail
UPDATE trial SET state = 'FAILED', failure = %(failure)s WHERE id = %(id)s AND state IN ('WAITING', 'RUNNING')

-- stop
UPDATE trial SET state = 'STOPPED' WHERE id = %(id)s AND state IN ('WAITING', 'RUNNING')

-- activated
UPDATE trial SET activated_at = %(at)s, activated_by = %(by)s WHERE id = %(id)s AND activated_at IS NULL

-- remove
DELETE FROM trial WHERE id = %(id)s AND state NOT IN ('WAITING', 'RUNNING')

-- remove_orders
DELETE FROM trial_order WHERE trial_id = %(id)s

-- add_orders
COPY trial_order (trial_id, order_id, record_id, record_at, place, change) FROM STDIN

-- one
SELECT id, at, by, name, changes::text, since, until, carry, state, done, total, failure, result::text, activated_at, activated_by
FROM trial WHERE id = %(id)s

-- newest
SELECT id, at, by, name, changes::text, since, until, carry, state, done, total, failure, result::text, activated_at, activated_by
FROM trial ORDER BY at DESC, id DESC LIMIT %(limit)s

-- old
-- Trials that nobody needs any more.
SELECT id FROM trial WHERE at < %(before)s AND state NOT IN ('WAITING', 'RUNNING') LIMIT %(limit)s

-- orders
-- The changed orders of a trial in their sequence, with the numbers that people know them by.
SELECT t.place, t.order_id, t.record_id, t.record_at, t.change::text, o.number, s.name FROM trial_order t
LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN shop s ON s.id = o.shop_id
WHERE t.trial_id = %(id)s AND t.place >= %(place)s ORDER BY t.place LIMIT %(limit)s

-- order
SELECT t.place, t.order_id, t.record_id, t.record_at, t.change::text, o.number, s.name FROM trial_order t
LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN shop s ON s.id = o.shop_id
WHERE t.trial_id = %(id)s AND t.order_id = %(order)s

-- decided
-- When the gates last decided about an order: times of its events, those in which a warehouse was chosen first.
SELECT at FROM (
  SELECT e.at, bool_or(s ->> 0 = 'source') AS sourced FROM event e, jsonb_array_elements(e.data -> 'steps') s
  WHERE e.order_id = %(order)s AND s ->> 0 = ANY(%(gates)s) GROUP BY e.at) d
ORDER BY sourced DESC, at DESC LIMIT %(limit)s

-- by_number
SELECT o.id, o.number, s.name FROM orders o JOIN shop s ON s.id = o.shop_id
WHERE (upper(o.number) = upper(%(number)s) OR o.external_id = %(number)s)
  AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s::bigint[])) ORDER BY o.id DESC LIMIT 1
