-- bounded
-- Unfinished orders of one reader's warehouses, counted up to a limit.
SELECT few.name, count(*) FROM (
  SELECT o./*kind*/ AS name FROM orders o WHERE o.standing NOT IN ('completed', 'cancelled')/*scope*/ LIMIT %s) few
GROUP BY few.name
