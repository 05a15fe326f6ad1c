-- open
-- Everything that is open in these warehouses, most urgent first.
SELECT f.id, f.order_id, f.state, f.ship_by, f.warehouse_id, f.wave_id, f.picker, f.stopped_from, f.reason, f.created_at,
       o.number, o.units, o.line_count, o.first_title, s.channel, s.name
FROM fulfilment f JOIN orders o ON o.id = f.order_id JOIN shop s ON s.id = o.shop_id
WHERE f.state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED')
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.ship_by NULLS LAST, f.id LIMIT %(limit)s

-- warehouses
SELECT id, name, time_zone FROM warehouse
WHERE active AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) ORDER BY name, id

-- waves
-- The open waves of a warehouse with how far they are.
SELECT w.id, w.warehouse_id, h.name, w.made_at, w.picker, jsonb_array_length(w.plan->'baskets'),
       (SELECT count(*) FROM fulfilment f WHERE f.wave_id = w.id AND f.state NOT IN ('SENT', 'ACCEPTED', 'PICKING'))
FROM wave w JOIN warehouse h ON h.id = w.warehouse_id
WHERE w.done_at IS NULL AND (%(only)s::bigint[] IS NULL OR w.warehouse_id = ANY(%(only)s))
ORDER BY w.id DESC LIMIT %(limit)s

-- free
-- Fulfilments of a warehouse that stand in no wave yet.
SELECT count(*) FROM (
  SELECT 1 FROM fulfilment WHERE warehouse_id = %s AND state IN ('SENT', 'ACCEPTED') AND wave_id IS NULL LIMIT %s) found

-- baskets
-- Fulfilments of a wave with their order, state and tracking numbers.
SELECT f.id, f.order_id, f.state, o.number, o.units, f.ship_by,
       (SELECT string_agg(p.tracking_number, ' ' ORDER BY p.id) FROM parcel p
        WHERE p.order_id = f.order_id AND p.fulfilment_id = f.id AND p.state <> 'VOIDED' AND p.tracking_number <> '')
FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE f.id = ANY(%s)

-- order_of
SELECT order_id FROM fulfilment WHERE id = %(id)s AND (%(only)s::bigint[] IS NULL OR warehouse_id = ANY(%(only)s))
