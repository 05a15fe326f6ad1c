-- id_blocks
-- The starts of so many blocks.
SELECT nextval('id_block') FROM generate_series(1, %s)

-- claim_ready
-- Orders whose time to be looked at has come, in fair order; another worker skips those we lock.
SELECT id FROM orders WHERE ready_at <= %(now)s ORDER BY ready_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED

-- claim_one
-- The same for one order.
SELECT id FROM orders WHERE id = %(only)s AND ready_at <= %(now)s FOR NO KEY UPDATE SKIP LOCKED

-- due
-- Orders whose time has come, unclaimed.
SELECT id FROM orders WHERE ready_at <= %(now)s ORDER BY ready_at, id LIMIT %(limit)s

-- set_aside
-- Look at this order again later.
UPDATE orders SET ready_at = %(again)s WHERE id = %(id)s

-- load_of_warehouses
-- Fulfilments released today, where there is a daily limit.
SELECT warehouse_id, count(*) FROM fulfilment
WHERE warehouse_id = ANY(%(warehouses)s) AND created_at >= %(since)s AND state NOT IN ('CANCELLED', 'REJECTED') GROUP BY warehouse_id

-- busy_warehouses
-- Fulfilments that have not left, where the load of a warehouse counts in the choice.
SELECT warehouse_id, count(*) FROM fulfilment
WHERE warehouse_id = ANY(%s::bigint[]) AND state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED') GROUP BY warehouse_id

-- shops_selling
-- The shops that sell some SKUs: by a listing, or under the SKUs' own codes where a shop has no listings.
SELECT k.id, s.id FROM unnest(%s::bigint[]) AS k (id) JOIN sku ON sku.id = k.id JOIN shop s ON s.active AND s.practice = sku.practice
WHERE EXISTS (SELECT FROM listing l WHERE l.sku_id = k.id AND l.shop_id = s.id)
   OR NOT EXISTS (SELECT FROM listing l WHERE l.shop_id = s.id)
ORDER BY k.id, s.id

-- keep_persons
-- The receivers of some orders as they stand before a change, for the page that shows before and after.
INSERT INTO person_was (order_id, version, until, name, phone, email, company, country, province, city, district, street, postcode, raw, token)
SELECT order_id, version, %(now)s, name, phone, email, company, country, province, city, district, street, postcode, raw, token
FROM person WHERE order_id = ANY(%(ids)s) AND erased_at IS NULL ON CONFLICT DO NOTHING

-- alike
-- Orders to the same receivers that have not left the gates, beside those at hand; `buffer` where they only wait for it.
SELECT id, merge_key, stage = 'review' AND waits_for = 'buffer' AS buffer FROM orders
WHERE merge_key = ANY(%(keys)s) AND id <> ALL(%(known)s) AND lead_id IS NULL AND stage IN ('check', 'promise', 'confirm', 'review')
  AND standing NOT IN ('completed', 'cancelled') ORDER BY id LIMIT %(limit)s

-- in_the_box
-- The other orders that travel with some.
SELECT id FROM orders WHERE lead_id = ANY(%(leads)s) AND id <> ALL(%(known)s) AND standing NOT IN ('completed', 'cancelled')

-- short_unhelped
-- Orders that wait for stock and have no transfer on its way, in fair order.
SELECT o.id FROM orders o WHERE o.waits_for = 'stock' AND o.standing = 'short'
  AND NOT EXISTS (SELECT FROM earmark e WHERE e.order_id = o.id) AND NOT EXISTS (SELECT FROM fence f WHERE f.order_id = o.id AND f.units > 0)
  AND EXISTS (SELECT FROM order_line l JOIN stock s ON s.sku_id = l.sku_id
              WHERE l.order_id = o.id AND l.backordered > 0 AND s.on_hand - s.reserved - s.safety - s.unsellable - s.fenced > 0)
ORDER BY o.priority DESC, coalesce(o.paid_at, o.placed_at), o.id LIMIT %(limit)s

-- free_at
SELECT sku_id, greatest(on_hand - reserved - safety - unsellable - fenced, 0) FROM stock
WHERE sku_id = ANY(%(skus)s::bigint[]) AND warehouse_id = %(place)s

-- gift_given
-- More units of a limited gift are given, as long as its cap allows; nothing comes back where it does not.
INSERT INTO gift_given AS g (rule, units) SELECT %(rule)s, %(units)s WHERE %(units)s <= %(cap)s
ON CONFLICT (rule) DO UPDATE SET units = g.units + %(units)s WHERE g.units + %(units)s <= %(cap)s RETURNING units

-- gift_back
-- Units of a gift that are given after all to nobody.
UPDATE gift_given SET units = greatest(0, units + %(units)s) WHERE rule = %(rule)s
