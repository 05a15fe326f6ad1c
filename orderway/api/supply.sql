-- skus
SELECT code, id FROM sku WHERE code = ANY(%s)

-- sku_codes
SELECT id, code FROM sku WHERE id = ANY(%s::bigint[])

-- warehouse
SELECT id FROM warehouse WHERE code = %s AND active

-- warehouse_codes
SELECT id, code FROM warehouse WHERE id = ANY(%s::bigint[])

-- supplier
SELECT id FROM supplier WHERE code = %s AND active

-- purchase
SELECT warehouse_id FROM purchase WHERE id = %s

-- transfer
SELECT from_id, to_id FROM transfer WHERE id = %s
