-- kept
-- How many of these orders of the bench's shop there are.
SELECT count(*) FROM orders o JOIN shop s ON s.id = o.shop_id AND s.code = 'bench' WHERE o.external_id = ANY(%s::text[])

-- waits
-- Seconds from keeping a message to reading it, by how soon its order was wanted.
SELECT CASE WHEN o.wishes ? 'delivery_date' THEN 'urgent' WHEN o.payment_state = 'UNPAID' THEN 'unpaid' ELSE 'paid' END,
       count(*), round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM x.at - m.received_at))::numeric, 2)::float8,
       round(max(extract(epoch FROM x.at - m.received_at))::numeric, 2)::float8
FROM inbox_outcome x JOIN inbox m ON m.id = x.message_id JOIN orders o ON o.id = x.order_id GROUP BY 1
