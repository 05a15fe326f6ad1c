-- make
-- Empty rows for what has none yet: SKUs and warehouses as parallel arrays.
INSERT INTO stock (sku_id, warehouse_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING

-- place
-- Bin and safety stock of stock rows: SKUs, warehouses, bins, safety stock as parallel arrays.
UPDATE stock s SET bin_code = k.bin_code, safety = k.safety, unpublished = true
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS k (sku_id, warehouse_id, bin_code, safety)
WHERE s.sku_id = k.sku_id AND s.warehouse_id = k.warehouse_id
