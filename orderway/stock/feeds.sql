-- last
SELECT sequence FROM feed WHERE source = %s AND warehouse_id = %s FOR UPDATE

-- keep
INSERT INTO feed (source, warehouse_id, sequence, at, rows, differences) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (source, warehouse_id) DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at, rows = EXCLUDED.rows,
  differences = EXCLUDED.differences

-- all_of
SELECT f.source, f.warehouse_id, w.name, f.sequence, f.at, f.rows, f.differences FROM feed f JOIN warehouse w ON w.id = f.warehouse_id
WHERE %(only)s::bigint[] IS NULL OR f.warehouse_id = ANY(%(only)s) ORDER BY f.at DESC
