-- load
SELECT id, number, supplier_id, warehouse_id, state, expected_on, note, made_by, made_at, closed_at, version,
  changes FROM purchase
WHERE id = %s FOR UPDATE

-- lines
SELECT id, purchase_id, sku_id, ordered, received, damaged, written_off FROM purchase_line WHERE purchase_id = %s ORDER BY id

-- add
-- A new purchase order; no row where its number is taken.
INSERT INTO purchase (id, number, supplier_id, warehouse_id, state, expected_on, note, made_by, made_at, closed_at, version)
VALUES (%(id)s, %(number)s, %(supplier_id)s, %(warehouse_id)s, %(state)s, %(expected_on)s, %(note)s, %(made_by)s, %(made_at)s,
        %(closed_at)s, %(version)s)
ON CONFLICT (number) DO NOTHING

-- save
UPDATE purchase SET supplier_id = %(supplier_id)s, warehouse_id = %(warehouse_id)s, state = %(state)s, expected_on = %(expected_on)s,
  note = %(note)s, closed_at = %(closed_at)s, version = %(version)s, changes = %(changes)s WHERE id = %(id)s

-- drop_lines
DELETE FROM purchase_line WHERE purchase_id = %s AND id <> ALL(%s::bigint[])

-- save_line
-- A line as it is now.
INSERT INTO purchase_line (id, purchase_id, sku_id, ordered, received, damaged, written_off)
VALUES (%(id)s, %(purchase_id)s, %(sku_id)s, %(ordered)s, %(received)s, %(damaged)s, %(written_off)s)
ON CONFLICT (id) DO UPDATE SET ordered = EXCLUDED.ordered, received = EXCLUDED.received, damaged = EXCLUDED.damaged,
  written_off = EXCLUDED.written_off

-- known_receipt
SELECT 1 FROM receipt WHERE coalesce(purchase_id, 0) = %s AND coalesce(transfer_id, 0) = %s AND reference = %s

-- keep_receipt
INSERT INTO receipt (id, purchase_id, transfer_id, at, by, reference, lines) VALUES (%s, %s, %s, %s, %s, %s, %s)

-- numbers_like
SELECT count(*) FROM purchase WHERE number LIKE %s
