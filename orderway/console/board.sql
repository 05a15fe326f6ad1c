-- ages
-- The most urgent orders of each pot, by stage: how old the oldest is, how many are late or about to be.
SELECT t.stage, min(t.received_at), count(*) FILTER (WHERE t.due < %(now)s),
       count(*) FILTER (WHERE t.due >= %(now)s AND t.due < %(soon)s)
FROM unnest(%(pots)s::text[]) AS pot CROSS JOIN LATERAL (
  SELECT o.stage, o.received_at, CASE WHEN pot = 'road' THEN o.due_at ELSE o.ship_by END AS due FROM orders o
  WHERE o.standing = pot AND o.standing NOT IN ('completed', 'cancelled')/*scope*/ ORDER BY o.ship_by, o.id LIMIT %(limit)s) t
GROUP BY t.stage

-- held
-- Open holds by reason, up to a limit each: orders, the oldest, how many were raised since.
SELECT r.reason, count(DISTINCT t.order_id) AS many, min(t.raised_at) AS oldest,
       count(DISTINCT t.order_id) FILTER (WHERE t.raised_at >= %(since)s) AS fresh
FROM unnest(%(reasons)s::text[]) AS r (reason) CROSS JOIN LATERAL (
  SELECT h.order_id, h.raised_at FROM hold h JOIN orders o ON o.id = h.order_id
  WHERE h.state = 'OPEN' AND h.reason = r.reason AND o.standing NOT IN ('completed', 'cancelled')/*scope*/
  ORDER BY h.due_at LIMIT %(limit)s) t
GROUP BY r.reason ORDER BY many DESC, oldest

-- short
-- The SKUs that most units are missing of: units, orders that wait, units on their way in.
SELECT k.code, k.name, k.name_zh, d.waiting AS missing,
       (SELECT count(*) FROM (SELECT DISTINCT l.order_id FROM order_line l WHERE l.sku_id = d.sku_id AND l.backordered > 0
        LIMIT %(limit)s) few) AS orders,
       (SELECT coalesce(sum(s.in_transit), 0)::bigint FROM stock s WHERE s.sku_id = d.sku_id) AS inbound
FROM (SELECT sku_id, waiting FROM stock_demand WHERE waiting > 0 ORDER BY waiting DESC, sku_id LIMIT %(rows)s) d
JOIN sku k ON k.id = d.sku_id ORDER BY d.waiting DESC, k.code

-- short_scoped
-- The same, of one reader's orders.
SELECT k.code, k.name, k.name_zh, d.missing, d.orders,
       (SELECT coalesce(sum(s.in_transit), 0)::bigint FROM stock s WHERE s.sku_id = d.sku_id) AS inbound
FROM (SELECT t.sku_id, sum(t.backordered)::bigint AS missing, count(DISTINCT t.order_id) AS orders FROM (
        SELECT l.sku_id, l.backordered, l.order_id FROM order_line l JOIN orders o ON o.id = l.order_id
        WHERE l.backordered > 0/*scope*/ LIMIT %(limit)s) t
      GROUP BY t.sku_id ORDER BY 2 DESC LIMIT %(rows)s) d
JOIN sku k ON k.id = d.sku_id ORDER BY d.missing DESC, k.code

-- parked
-- Messages that could not be read, up to a limit.
SELECT count(*) FROM (SELECT 1 FROM inbox_todo WHERE state = 'parked'/*shops*/ LIMIT %(limit)s) few
