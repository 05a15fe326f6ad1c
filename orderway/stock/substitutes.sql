-- of
SELECT u.sku_id, k.id, k.code, k.name FROM substitute u JOIN sku k ON k.id = u.instead_id
WHERE u.sku_id = ANY(%s::bigint[]) AND k.active ORDER BY u.sku_id, u.rank, k.code
