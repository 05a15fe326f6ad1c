-- touch
-- Every worker reads the reference data again.
UPDATE reference_version SET version = version + 1 WHERE id = 1

-- stock_rows
-- Stock as it lies, by the codes of SKU and warehouse.
SELECT k.id, w.id, k.code, w.code, s.on_hand, s.bin_code, s.safety FROM stock s
JOIN sku k ON k.id = s.sku_id JOIN warehouse w ON w.id = s.warehouse_id
WHERE k.code ILIKE %(words)s AND (k.code, w.code) > (%(sku)s, %(warehouse)s) ORDER BY k.code, w.code LIMIT %(limit)s

-- figures
-- How much of everything there is, by the key of its sheet; the orders only as far as "none" or "some".
SELECT (SELECT count(*) FROM warehouse WHERE active) AS warehouses, (SELECT count(*) FROM sku WHERE active) AS skus,
  (SELECT count(*) FROM listing) AS listings, (SELECT count(*) FROM stock WHERE on_hand > 0) AS stock,
  (SELECT count(*) FROM shop WHERE active) AS shops, (SELECT count(*) FROM carrier WHERE active) AS carriers,
  (SELECT count(*) FROM zone) AS zones, (SELECT count(*) FROM rate) AS rates,
  (SELECT count(*) FROM member WHERE is_active) AS users, (SELECT EXISTS (SELECT FROM orders))::int AS orders,
  (SELECT count(DISTINCT bundle_id) FROM bundle_part) AS bundles, (SELECT count(*) FROM stopped_area) AS stops,
  (SELECT count(*) FROM supplier) AS suppliers, (SELECT count(*) FROM sku_supply) AS supplies,
  (SELECT count(*) FROM channel_safety) AS safeties, (SELECT count(*) FROM substitute) AS substitutes,
  (SELECT count(*) FROM publish_rule) AS publishing, (SELECT count(*) FROM price) AS prices