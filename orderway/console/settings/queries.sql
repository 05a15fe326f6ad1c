-- touch
-- Every worker reads the reference data again.
UPDATE reference_version SET version = version + 1 WHERE id = 1

-- stock_rows
-- Stock as it lies, by the codes of SKU and warehouse.
SELECT k.id, w.id, k.code, w.code, s.on_hand, s.bin_code, s.safety FROM stock s
JOIN sku k ON k.id = s.sku_id JOIN warehouse w ON w.id = s.warehouse_id
WHERE k.code ILIKE %(words)s AND (k.code, w.code) > (%(sku)s, %(warehouse)s) ORDER BY k.code, w.code LIMIT %(limit)s

-- figures
-- How much of everything there is; the orders only as far as "none" or "some".
SELECT (SELECT count(*) FROM warehouse WHERE active), (SELECT count(*) FROM sku WHERE active), (SELECT count(*) FROM listing),
  (SELECT count(*) FROM stock WHERE on_hand > 0), (SELECT count(*) FROM shop WHERE active), (SELECT count(*) FROM carrier WHERE active),
  (SELECT count(*) FROM zone), (SELECT count(*) FROM rate), (SELECT count(*) FROM member WHERE is_active), (SELECT EXISTS (SELECT FROM orders))::int,
  (SELECT count(DISTINCT bundle_id) FROM bundle_part)
