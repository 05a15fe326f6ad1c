-- return_counts
-- Open returns by state and whether they are refused parcels, as far as it is worth counting.
SELECT few.state, few.refused, count(*), min(few.due_at) FROM (
  SELECT r.state, r.kind = 'refused' AS refused, r.due_at FROM return_case r JOIN orders o ON o.id = r.order_id
  WHERE r.closed_at IS NULL/*scope*/ LIMIT %(most)s) few
GROUP BY 1, 2

-- refund_counts
-- Refunds in each state that are not settled, as far as they are worth counting.
SELECT few.state, count(*) FROM (
  SELECT r.state FROM refund r JOIN orders o ON o.id = r.order_id
  WHERE r.state NOT IN ('SUCCEEDED', 'REJECTED')/*scope*/ LIMIT %(most)s) few
GROUP BY 1

-- message_count
-- Messages of buyers that wait for an answer.
SELECT count(*) FROM (
  SELECT 1 FROM conversation c JOIN orders o ON o.id = c.order_id
  WHERE c.answered_at IS NULL/*scope*/ LIMIT %(most)s) few

-- returns
-- One page of returns by deadline; what has none comes last.
SELECT r.id, r.order_id, r.state, r.kind, r.reason, r.asked_at, r.asked_by, r.lines, r.due_at, r.refund_minor, w.name AS warehouse,
       o.number, o.currency, o.captured_minor, o.refunded_minor, o.refund_open_minor, o.total_minor - o.cancelled_minor AS due_minor,
       s.name AS shop, s.channel
FROM return_case r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id LEFT JOIN warehouse w ON w.id = r.warehouse_id
WHERE r.closed_at IS NULL AND r.state = ANY(%(states)s) AND (%(refused)s::boolean IS NULL OR (r.kind = 'refused') = %(refused)s)
  AND (coalesce(r.due_at, 'infinity'), r.id) > (%(after)s::timestamptz, %(after_id)s)/*scope*/
ORDER BY coalesce(r.due_at, 'infinity'), r.id LIMIT %(rows)s

-- refunds
-- One page of refunds, the longest asked first.
SELECT r.id, r.order_id, r.state, r.kind, r.reason, r.asked_at, r.asked_by, r.amount_minor, r.note, r.return_id,
       o.number, o.currency, s.name AS shop, s.channel
FROM refund r JOIN orders o ON o.id = r.order_id JOIN shop s ON s.id = o.shop_id
WHERE r.state NOT IN ('SUCCEEDED', 'REJECTED') AND r.state = ANY(%(states)s)
  AND (r.asked_at, r.id) > (%(after)s::timestamptz, %(after_id)s)/*scope*/
ORDER BY r.asked_at, r.id LIMIT %(rows)s

-- messages
-- Orders whose buyer wrote and was not answered, the longest wait first.
SELECT o.id, o.id AS order_id, c.asked_at, c.messages AS many, c.due_at, c.owner, c.way,
       (SELECT n.text FROM note n WHERE n.order_id = o.id AND n.kind = 'buyer' ORDER BY n.at DESC, n.id DESC LIMIT 1) AS text,
       o.number, o.status, o.partially, s.name AS shop, s.channel
FROM conversation c JOIN orders o ON o.id = c.order_id JOIN shop s ON s.id = o.shop_id
WHERE c.answered_at IS NULL AND (c.asked_at, o.id) > (%(after)s::timestamptz, %(after_id)s)/*scope*/
ORDER BY c.asked_at, o.id LIMIT %(rows)s

-- shares
-- The lines of some orders with what they carry.
SELECT l.id, l.order_id, l.position, l.title, l.variant, l.sku_code, l.paid_share_minor, l.ordered, l.refunded_units, l.refunded_minor, l.shipped, l.returned
FROM order_line l WHERE l.order_id = ANY(%s) ORDER BY l.order_id, l.position

-- return_order
-- The order of one return that the reader may see.
SELECT r.order_id FROM return_case r JOIN orders o ON o.id = r.order_id WHERE r.id = %(id)s/*scope*/

-- refund_order
SELECT r.order_id FROM refund r JOIN orders o ON o.id = r.order_id WHERE r.id = %(id)s/*scope*/

-- message_order
SELECT o.id FROM orders o WHERE o.id = %(id)s/*scope*/

-- talk
-- What the buyer wrote and was told.
SELECT n.at, n.by, n.kind, n.text, n.way FROM note n WHERE n.order_id = %s AND n.kind IN ('buyer', 'reply', 'contact') ORDER BY n.at, n.id LIMIT %s
