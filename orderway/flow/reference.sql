-- version
-- The number that moves with every change of reference data.
SELECT version FROM reference_version WHERE id = 1

-- shops
SELECT id, code, name, channel, currency, country, time_zone, language, own, practice, settings FROM shop ORDER BY id

-- tells
-- What the shops' channels are told of their orders; practice shops, where it is confirmed at once, as far as it is rare.
SELECT shop_id, tells FROM channel_account WHERE active
UNION ALL SELECT id, ARRAY['cancelled', 'remark'] FROM shop WHERE practice

-- carriers
SELECT id, code, name, adapter, cod, cod_fee_permille FROM carrier WHERE active ORDER BY id

-- warehouses
-- Active ones with all that choosing among them looks at.
SELECT id, code, name, country, province, city, currency, time_zone, handling_order_minor, handling_unit_minor,
       daily_orders_max, label_first, agrees_to_stop, practice, supplier, closed_from, closed_until, cut_off, work_days,
       load_minor
FROM warehouse WHERE active ORDER BY id

-- stops
SELECT coalesce(warehouse_id, 0), coalesce(carrier_id, 0), country, province, city, since, until FROM stopped_area
ORDER BY id

-- zones
SELECT warehouse_id, country, province, zone FROM zone ORDER BY id

-- rates
SELECT warehouse_id, zone, weight_grams_max, price_minor, carrier_id, days_max FROM rate ORDER BY weight_grams_max, id

-- safeties
SELECT coalesce(sku_id, 0), coalesce(shop_id, 0), channel, coalesce(warehouse_id, 0), units FROM channel_safety ORDER BY id

-- listing_shops
-- Shops that map what they sell by listings; the others name our SKUs by their codes.
SELECT s.id FROM shop s WHERE EXISTS (SELECT FROM listing l WHERE l.shop_id = s.id) ORDER BY s.id

-- bundles
SELECT bundle_id, part_id, units, price_weight FROM bundle_part ORDER BY bundle_id, id

-- rules
-- Versions of decision tables that are, were or will be in force; those that ended long ago stay out.
SELECT v.id, v.table_id, v.number::bigint, t.kind, coalesce(t.shop_id, 0), t.name, v.effective_from, v.effective_until, v.body::text
FROM rule_version v JOIN rule_table t ON t.id = v.table_id
WHERE v.effective_from IS NOT NULL AND (v.effective_until IS NULL OR v.effective_until > v.effective_from)
  AND (v.state = 'ACTIVE' OR v.effective_until > now() - interval '100 days')
ORDER BY t.position, t.id, v.effective_from DESC, v.number DESC

-- hold_kinds
-- What the company decided otherwise about holds of a reason.
SELECT reason, blocks, may_release, owner, hours::bigint, expires_hours::bigint, at_end, escalate_to, line_only FROM hold_kind ORDER BY reason

-- guards
-- Whether there is a black list, a credit account, a SKU with a floor or cost, a price, a listing that says what it is:
-- what nobody uses costs nothing.
SELECT EXISTS (SELECT FROM black_entry), EXISTS (SELECT FROM credit_account WHERE active),
  EXISTS (SELECT FROM sku WHERE floor_minor > 0 OR cost_minor > 0), EXISTS (SELECT FROM price),
  EXISTS (SELECT FROM listing WHERE spec <> '' OR seller_code <> '')

-- outside
-- Who is told by EDI or by a system of its own: shops of partners, warehouses with their system.
SELECT 'shop', shop_id, standard FROM edi_partner WHERE active AND shop_id IS NOT NULL
UNION ALL SELECT 'warehouse', warehouse_id, system FROM warehouse_system WHERE system IN ('x12', 'webhook') ORDER BY 1, 2

-- skus_by_code
-- SKUs with how they are kept (lots, serial numbers).
SELECT s.id, s.code, s.name, s.category, s.weight_grams, s.tracked, s.active,
       coalesce(k.lot_kept, false), coalesce(k.serial_kept, false), coalesce(k.near_expiry_days, 0)::bigint,
       s.cost_minor, s.floor_minor, s.cost_currency,
       (s.length_mm::bigint * s.width_mm * s.height_mm + 999) / 1000
FROM sku s LEFT JOIN sku_supply k ON k.sku_id = s.id WHERE s.code = ANY(%s::text[])

-- skus_by_id
-- The same by id.
SELECT s.id, s.code, s.name, s.category, s.weight_grams, s.tracked, s.active,
       coalesce(k.lot_kept, false), coalesce(k.serial_kept, false), coalesce(k.near_expiry_days, 0)::bigint,
       s.cost_minor, s.floor_minor, s.cost_currency,
       (s.length_mm::bigint * s.width_mm * s.height_mm + 999) / 1000
FROM sku s LEFT JOIN sku_supply k ON k.sku_id = s.id WHERE s.id = ANY(%s::bigint[])

-- youngest_skus
-- The SKUs that orders most likely name.
SELECT id FROM sku WHERE active ORDER BY id DESC LIMIT %s

-- youngest_listings
-- The listings that they most likely name.
SELECT shop_id, key, sku_id FROM listing ORDER BY id DESC LIMIT %s

-- listings
-- Keys as parallel arrays of shops and listing keys.
SELECT l.shop_id, l.key, l.sku_id FROM listing l
JOIN unnest(%s::bigint[], %s::text[]) AS k (shop_id, key) ON l.shop_id = k.shop_id AND l.key = k.key

-- said
-- What listings say of their goods; keys as parallel arrays of shops and listing keys.
SELECT l.shop_id, l.key, l.seller_code, l.spec FROM listing l
JOIN unnest(%s::bigint[], %s::text[]) AS k (shop_id, key) ON l.shop_id = k.shop_id AND l.key = k.key
WHERE l.spec <> '' OR l.seller_code <> ''

-- touch
-- Whoever changes reference data runs this in the same transaction.
UPDATE reference_version SET version = version + 1 WHERE id = 1
