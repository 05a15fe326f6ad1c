-- names
-- The shops and warehouses that exist.
SELECT 'shop', id, code, name, time_zone FROM shop WHERE active
UNION ALL SELECT 'warehouse', id, code, name, time_zone FROM warehouse WHERE active ORDER BY 1, 2
