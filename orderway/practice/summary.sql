-- totals
-- Messages and orders of practice shops.
SELECT (SELECT count(*) FROM inbox i JOIN shop s ON s.id = i.shop_id AND s.practice),
       (SELECT count(*) FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice)

-- outcomes
-- What each message came to; one that is parked or unread has no other outcome, and one that a person set aside stays parked. A
-- message that tells several things counts as the first of order, update, duplicate.
SELECT kind, count(*) FROM (
  SELECT CASE t.state WHEN 'parked' THEN 'parked' WHEN 'new' THEN 'unread' ELSE
    (SELECT CASE WHEN bool_or(x.kind = 'order') THEN 'order' WHEN bool_or(x.kind IN ('update', 'document')) THEN 'update'
                 WHEN bool_or(x.kind = 'set_aside') THEN 'parked'
                 WHEN count(*) > 0 THEN 'duplicate' ELSE 'lost' END
     FROM inbox_outcome x WHERE x.message_id = i.id) END AS kind
  FROM inbox i JOIN shop s ON s.id = i.shop_id AND s.practice LEFT JOIN inbox_todo t ON t.message_id = i.id
) one GROUP BY kind

-- pots
-- Where each order lies, told from its lines, holds, payments and parcels; the columns `standing` and `status` and all counts
-- that the flow keeps are left out on purpose.
SELECT pot, count(*) FROM (
  SELECT CASE
    WHEN l.ordered > 0 AND l.cancelled = l.ordered THEN 'cancelled'
    WHEN l.before = 0 AND l.released = 0 AND l.shipped > 0 AND o.closed_at IS NOT NULL THEN 'completed'
    WHEN l.before = 0 AND l.released = 0 AND l.shipped > 0 THEN 'road'
    WHEN l.before = 0 AND l.released > 0 THEN 'warehouse'
    WHEN o.waits_for = 'payment' THEN 'unpaid'
    WHEN h.open_holds OR q.open_questions THEN 'held'
    WHEN l.backordered > 0 THEN 'short'
    ELSE 'ready' END AS pot
  FROM orders o
  JOIN shop s ON s.id = o.shop_id AND s.practice
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(ordered), 0) AS ordered, coalesce(sum(cancelled), 0) AS cancelled, coalesce(sum(shipped), 0) AS shipped,
      coalesce(sum(released), 0) AS released, coalesce(sum(backordered), 0) AS backordered,
      coalesce(sum(open + promised + backordered + allocated), 0) AS before
    FROM order_line WHERE order_id = o.id) l
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM hold WHERE order_id = o.id AND state = 'OPEN') AS open_holds) h
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM question WHERE order_id = o.id AND state IN ('DRAFT', 'SENT', 'ANSWERED')) AS open_questions) q
) one GROUP BY pot

-- raised
-- Every reason for which an order of the time line was ever held; stock, people's own holds and rules are no defects.
SELECT DISTINCT o.external_id, h.reason FROM hold h JOIN orders o ON o.id = h.order_id JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE o.received_at <= %s AND h.reason NOT IN ('shortage', 'short_pick', 'withdrawn', 'by_hand', 'edited',
  'rule_says', 'fraud_score', 'quantity_limit', 'restricted_goods')

-- never_paid
-- Orders that wait for their payment, or expired without one.
SELECT o.external_id FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice
WHERE NOT EXISTS (SELECT FROM payment p WHERE p.order_id = o.id AND p.amount_minor > 0)
  AND (o.waits_for = 'payment' OR NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.cancelled < l.ordered))

-- short
-- Orders that wait for stock: what is looked at behind the promise was not looked at yet.
SELECT o.external_id FROM orders o JOIN shop s ON s.id = o.shop_id AND s.practice WHERE o.stage = 'promise' AND o.waits_for = 'stock'
