-- warehouses
SELECT code, id FROM warehouse

-- rules
SELECT id, coalesce(shop_id, 0), coalesce(sku_id, 0), formula, minimum, without FROM publish_rule ORDER BY id

-- claim
-- SKUs with a change that nobody was told of; rows in the hands of others wait for the next round.
WITH next AS (
  SELECT sku_id, warehouse_id FROM stock WHERE unpublished ORDER BY sku_id, warehouse_id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE stock s SET unpublished = false FROM next WHERE next.sku_id = s.sku_id AND next.warehouse_id = s.warehouse_id
RETURNING s.sku_id

-- selling
-- The shops that sell some SKUs: by a listing, or under the SKUs' own codes where a shop has no listings.
SELECT s.id, k.id, k.code FROM sku k JOIN shop s ON s.active AND s.practice = k.practice
WHERE k.id = ANY(%s::bigint[]) AND k.tracked AND (EXISTS (SELECT FROM listing l WHERE l.sku_id = k.id AND l.shop_id = s.id)
   OR NOT EXISTS (SELECT FROM listing l WHERE l.shop_id = s.id))
ORDER BY s.id, k.code

-- keep
-- What a shop is told from now on; answers the SKUs whose figure is another one.
INSERT INTO published AS p (shop_id, sku_id, units, at, rule)
SELECT %(shop)s, s, u, %(now)s, r FROM unnest(%(skus)s::bigint[], %(units)s::bigint[], %(rules)s::text[]) AS c (s, u, r)
ON CONFLICT (shop_id, sku_id) DO UPDATE SET units = EXCLUDED.units, at = EXCLUDED.at, rule = EXCLUDED.rule
WHERE p.units <> EXCLUDED.units
RETURNING p.sku_id

-- told_last
SELECT k.id, k.code, k.name, p.units, p.at, p.rule FROM published p JOIN sku k ON k.id = p.sku_id
WHERE p.shop_id = %(shop)s AND (%(text)s = '' OR k.code ILIKE %(text)s || '%%') ORDER BY p.at DESC, k.code LIMIT %(limit)s

-- forget
DELETE FROM published WHERE %(shops)s::bigint[] IS NULL OR shop_id = ANY(%(shops)s::bigint[])

-- mark_all
UPDATE stock SET unpublished = true WHERE NOT unpublished
