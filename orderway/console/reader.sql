-- names
-- The shops and warehouses that exist.
SELECT 'shop', id, code, name, time_zone FROM shop WHERE active
UNION ALL SELECT 'warehouse', id, code, name, time_zone FROM warehouse WHERE active ORDER BY 1, 2

-- skus
-- SKUs by code or barcode.
SELECT id FROM sku WHERE code = ANY(%(codes)s)
UNION SELECT id FROM sku WHERE barcode <> '' AND barcode = ANY(%(codes)s)
