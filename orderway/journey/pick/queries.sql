-- lines
-- What is to be taken for these fulfilments, with where it lies.
SELECT l.id, l.fulfilment_id, l.order_id, l.sku_id, l.quantity, l.picked, l.short, f.state, o.number,
       s.code, s.name, s.name_zh, s.barcode, coalesce(k.bin_code, ''), b.aisle, b.y_dm
FROM fulfilment f
JOIN fulfilment_line l ON l.order_id = f.order_id AND l.fulfilment_id = f.id
JOIN orders o ON o.id = f.order_id
JOIN sku s ON s.id = l.sku_id
LEFT JOIN stock k ON k.sku_id = l.sku_id AND k.warehouse_id = f.warehouse_id
LEFT JOIN bin b ON b.warehouse_id = f.warehouse_id AND b.code = k.bin_code
WHERE f.id = ANY(%s)
ORDER BY l.id

-- place
SELECT id, name, aisles, aisle_length_dm, aisle_spacing_dm, label_first, time_zone FROM warehouse WHERE id = %s

-- places
-- The warehouses a reader may work in; null: all.
SELECT id, name FROM warehouse WHERE active AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) ORDER BY name, id

-- to_pick
-- The most urgent fulfilments of a warehouse that stand in no wave yet.
SELECT id, order_id FROM fulfilment
WHERE warehouse_id = %(warehouse)s AND state IN ('SENT', 'ACCEPTED') AND wave_id IS NULL
ORDER BY ship_by NULLS LAST, id LIMIT %(limit)s

-- in_the_box
-- What shares a box with some orders and waits to be picked in the same warehouse: one walk for all of it.
SELECT f.id, f.order_id FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE o.lead_id IN (SELECT lead_id FROM orders WHERE id = ANY(%(orders)s) AND lead_id IS NOT NULL) AND f.warehouse_id = %(warehouse)s
  AND f.state IN ('SENT', 'ACCEPTED') AND f.wave_id IS NULL AND f.id <> ALL(%(known)s) ORDER BY f.id

-- these_to_pick
SELECT id, order_id FROM fulfilment
WHERE warehouse_id = %(warehouse)s AND state IN ('SENT', 'ACCEPTED') AND wave_id IS NULL AND id = ANY(%(ids)s)
ORDER BY ship_by NULLS LAST, id LIMIT %(limit)s

-- add_wave
INSERT INTO wave (id, warehouse_id, made_at, made_by, picker, plan) VALUES (%s, %s, %s, %s, '', %s::jsonb)

-- drop_wave
DELETE FROM wave WHERE id = %s

-- set_plan
UPDATE wave SET plan = %s::jsonb WHERE id = %s

-- wave
SELECT id, warehouse_id, made_at, made_by, picker, plan, done_at FROM wave WHERE id = %s

-- place_of_wave
-- The warehouse of a wave, and whether it is done.
SELECT warehouse_id, done_at IS NOT NULL FROM wave WHERE id = %s

-- joined
-- Everything that stands in a wave.
SELECT id FROM fulfilment WHERE wave_id = %s ORDER BY id

-- take_wave
UPDATE wave SET picker = %(who)s WHERE id = %(id)s AND picker = ''

-- end_wave
UPDATE wave SET done_at = %(now)s WHERE id = %(id)s AND done_at IS NULL

-- open_waves
-- Waves that are not done in the reader's warehouses, the reader's own first.
SELECT w.id, w.made_at, w.made_by, w.picker, h.name, jsonb_array_length(w.plan->'baskets')
FROM wave w JOIN warehouse h ON h.id = w.warehouse_id
WHERE w.done_at IS NULL AND (%(only)s::bigint[] IS NULL OR w.warehouse_id = ANY(%(only)s))
ORDER BY w.picker = %(who)s DESC, w.picker = '' DESC, w.id LIMIT %(limit)s

-- fulfilment
SELECT id, warehouse_id, wave_id, state FROM fulfilment WHERE id = %s

-- fulfilment_of_number
-- The fulfilment to be picked for an order number.
SELECT f.id, f.wave_id FROM orders o JOIN fulfilment f ON f.order_id = o.id
WHERE o.number = %(number)s AND f.state IN ('SENT', 'ACCEPTED', 'PICKING')
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.id LIMIT 1

-- single_waiting
-- Fulfilments to be picked that stand in no wave, most urgent first.
SELECT f.id, o.number, f.ship_by, f.state, o.units FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE f.state IN ('SENT', 'ACCEPTED', 'PICKING') AND f.wave_id IS NULL
  AND (%(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s))
ORDER BY f.ship_by NULLS LAST, f.id LIMIT %(limit)s
