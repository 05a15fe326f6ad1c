-- letters
-- What the letter about a day needs to know, by order; the buyer is read only to be written to.
SELECT o.id, o.extra->'expected'->>'at', coalesce(nullif(o.language, ''), s.language), o.number, n.name, n.email, n.phone,
       s.name, s.email, s.practice, s.time_zone
FROM orders o JOIN person n ON n.order_id = o.id JOIN shop s ON s.id = o.shop_id WHERE o.id = ANY(%s::bigint[])
