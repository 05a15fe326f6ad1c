-- payments
-- What to read again of these orders: each payment that came by a gateway of its shop, what we counted of it at most
-- (an order's own message may have counted a part before), and the access to the gateway.
SELECT order_id, gateway, reference, max(kind),
       greatest(coalesce(sum(amount) FILTER (WHERE kind = 'captured'), 0), coalesce(max(amount) FILTER (WHERE kind = 'authorised'), 0), max(told)),
       merchant, sealed, sandbox
FROM (
  SELECT p.order_id, a.gateway, split_part(p.external_id, '#', 1) AS reference, p.kind, p.amount_minor AS amount, a.merchant, a.sealed, a.sandbox,
         (SELECT coalesce(max(n.amount_minor), 0) FROM payment_notice n WHERE n.order_id = p.order_id AND n.kind = p.kind
          AND n.reference = split_part(p.external_id, '#', 1)) AS told
  FROM payment p JOIN orders o ON o.id = p.order_id
  JOIN gateway_account a ON a.shop_id = o.shop_id AND a.active AND a.gateway IN (p.by, p.method)
  WHERE p.order_id = ANY(%s) AND p.kind IN ('authorised', 'captured') AND p.external_id NOT LIKE 'channel:%%') AS found
GROUP BY order_id, gateway, reference, merchant, sealed, sandbox ORDER BY order_id, gateway, reference

-- authorised
-- Where the authorised money of these orders lies: the latest authorisation that a gateway of its shop told of.
SELECT DISTINCT ON (p.order_id) p.order_id, a.gateway, p.external_id, o.external_id, o.currency, p.amount_minor,
       a.merchant, a.sealed, a.sandbox
FROM payment p JOIN orders o ON o.id = p.order_id
JOIN gateway_account a ON a.shop_id = o.shop_id AND a.active AND a.gateway IN (p.by, p.method)
WHERE p.order_id = ANY(%s) AND p.kind = 'authorised' AND p.external_id NOT LIKE 'channel:%%'
ORDER BY p.order_id, p.at DESC, p.id DESC
