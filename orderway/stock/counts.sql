-- ask
INSERT INTO count_task (id, sku_id, warehouse_id, reason, asked_at, asked_by, state, order_id) VALUES (%s, %s, %s, %s, %s, %s, 'ASKED', %s)
ON CONFLICT (sku_id, warehouse_id) WHERE state IN ('ASKED', 'COUNTED') DO NOTHING

-- load
SELECT id, sku_id, warehouse_id, reason, asked_at, asked_by, state, order_id, found, booked, counted_by, counted_at, decided_by, decided_at
FROM count_task WHERE id = %s FOR UPDATE

-- save
UPDATE count_task SET state = %(state)s, found = %(found)s, booked = %(booked)s, counted_by = %(counted_by)s, counted_at = %(counted_at)s,
  decided_by = %(decided_by)s, decided_at = %(decided_at)s WHERE id = %(id)s

-- shelf
SELECT k.sku_id FROM stock k JOIN sku s ON s.id = k.sku_id WHERE k.warehouse_id = %s AND k.bin_code >= %s AND k.bin_code <= %s AND k.bin_code <> ''
ORDER BY k.bin_code, s.code LIMIT %s
