-- waiting
-- Orders with sealed receivers that could still travel with others and of which one at least was not asked about, those
-- that look alike together: shop, what they look like, order, its key at the channel, token, what the platform said before.
WITH alike AS (
  SELECT o.id, o.shop_id, o.external_id, p.token, p.version::bigint, o.extra->'receiver' AS said,
    concat_ws('|', p.province, p.city, p.name, p.phone) AS looks
  FROM orders o JOIN person p ON p.order_id = o.id
  WHERE o.shop_id = ANY(%(shops)s) AND o.stage IN ('check', 'promise', 'confirm', 'review', 'source', 'release')
    AND o.standing NOT IN ('completed', 'cancelled') AND o.lead_id IS NULL AND NOT o.channel_fulfilled
    AND o.placed_at > %(since)s AND p.token <> ''
), marked AS (
  SELECT *, count(*) OVER (PARTITION BY shop_id, looks) AS many,
    bool_or(said IS NULL OR (said->>0)::bigint <> version) OVER (PARTITION BY shop_id, looks) AS fresh
  FROM alike
)
SELECT shop_id, looks, id, external_id, token, version, CASE WHEN (said->>0)::bigint = version THEN said->>1 ELSE '' END FROM marked
WHERE many > 1 AND fresh ORDER BY shop_id, looks, id LIMIT %(limit)s
