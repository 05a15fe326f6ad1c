-- gather
-- What is practice, as it stands now, in tables that live as long as the transaction.
CREATE TEMPORARY TABLE practice_shops ON COMMIT DROP AS SELECT id FROM shop WHERE practice;
CREATE TEMPORARY TABLE practice_orders ON COMMIT DROP AS SELECT id FROM orders WHERE shop_id IN (SELECT id FROM practice_shops);
CREATE TEMPORARY TABLE practice_messages ON COMMIT DROP AS SELECT id FROM inbox WHERE shop_id IN (SELECT id FROM practice_shops);
CREATE TEMPORARY TABLE practice_users ON COMMIT DROP AS SELECT id FROM member WHERE practice;
ALTER TABLE practice_orders ADD PRIMARY KEY (id);
ALTER TABLE practice_messages ADD PRIMARY KEY (id);
ANALYZE practice_orders;
ANALYZE practice_messages

-- order_count
SELECT count(*) FROM practice_orders

-- records
-- Run records after an id, with what was decided on.
SELECT id, record FROM run_record WHERE id > %s ORDER BY id LIMIT %s

-- part_01_outcomes
DELETE FROM inbox_outcome WHERE message_id IN (SELECT id FROM practice_messages)

-- part_02_todo
DELETE FROM inbox_todo WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_03_inbox
DELETE FROM inbox WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_04_deliveries
DELETE FROM delivery_seen WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_05_outbox
-- Messages that belong to no order: what ran out.
DELETE FROM outbox WHERE order_id IS NULL AND target IN (SELECT 'shop:' || id FROM practice_shops)

-- part_06_orders
DELETE FROM orders WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_07_movements
-- By order, and what no order moved: goods of practice SKUs in practice warehouses.
DELETE FROM movement WHERE order_id IN (SELECT id FROM practice_orders)
  OR warehouse_id IN (SELECT id FROM warehouse WHERE practice) AND sku_id IN (SELECT id FROM sku WHERE practice)

-- part_07b_supply
DELETE FROM fence WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07c_supply
DELETE FROM lot WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07d_supply
DELETE FROM serial WHERE sku_id IN (SELECT id FROM sku WHERE practice)

-- part_07e_supply
DELETE FROM receipt WHERE purchase_id IN (SELECT id FROM purchase WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice))
  OR transfer_id IN (SELECT id FROM transfer WHERE to_id IN (SELECT id FROM warehouse WHERE practice))

-- part_07f_supply
DELETE FROM purchase_line WHERE purchase_id IN (SELECT id FROM purchase WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice))

-- part_07g_supply
DELETE FROM purchase WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07h_supply
DELETE FROM earmark WHERE transfer_id IN (SELECT id FROM transfer WHERE to_id IN (SELECT id FROM warehouse WHERE practice))

-- part_07i_supply
DELETE FROM transfer_line WHERE transfer_id IN (SELECT id FROM transfer WHERE to_id IN (SELECT id FROM warehouse WHERE practice))

-- part_07j_supply
DELETE FROM transfer WHERE to_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07k_supply
DELETE FROM count_task WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07l_supply
DELETE FROM feed WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_07m_supply
DELETE FROM published WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_07n_supply
DELETE FROM publish_rule WHERE shop_id IN (SELECT id FROM practice_shops) OR sku_id IN (SELECT id FROM sku WHERE practice)

-- part_07o_supply
DELETE FROM channel_safety WHERE shop_id IN (SELECT id FROM practice_shops) OR sku_id IN (SELECT id FROM sku WHERE practice)
  OR warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_08_stock
DELETE FROM stock WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_09_waves
DELETE FROM wave WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_10_counts
DELETE FROM tally_change WHERE split_part(key, ':', CASE kind WHEN 'flow' THEN 2 ELSE 1 END) IN (SELECT id::text FROM practice_shops)

-- part_11_counts
DELETE FROM tally WHERE split_part(key, ':', CASE kind WHEN 'flow' THEN 2 ELSE 1 END) IN (SELECT id::text FROM practice_shops)

-- part_12_listings
DELETE FROM listing WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_13_keys
-- Keys that open practice shops and nothing else.
DELETE FROM api_key WHERE cardinality(shop_ids) > 0 AND shop_ids <@ (SELECT array_agg(id) FROM practice_shops)

-- part_14_used
-- SKUs that a real order or listing uses stay, as real ones.
UPDATE sku SET practice = false WHERE practice
  AND (EXISTS (SELECT FROM order_line l WHERE l.sku_id = sku.id) OR EXISTS (SELECT FROM listing l WHERE l.sku_id = sku.id)
       OR EXISTS (SELECT FROM stock s WHERE s.sku_id = sku.id AND s.on_hand > 0))

-- part_15_demand
DELETE FROM stock_demand WHERE sku_id IN (SELECT id FROM sku WHERE practice)

-- part_16_stock
DELETE FROM stock WHERE sku_id IN (SELECT id FROM sku WHERE practice)

-- part_16b_supply
DELETE FROM substitute WHERE sku_id IN (SELECT id FROM sku WHERE practice) OR instead_id IN (SELECT id FROM sku WHERE practice)

-- part_16c_supply
DELETE FROM sku_supply WHERE sku_id IN (SELECT id FROM sku WHERE practice)

-- part_16d_supply
DELETE FROM demand_rate WHERE sku_id IN (SELECT id FROM sku WHERE practice)

-- part_16e_supply
DELETE FROM supplier WHERE practice AND NOT EXISTS (SELECT FROM sku_supply s WHERE s.supplier_id = supplier.id)
  AND NOT EXISTS (SELECT FROM purchase p WHERE p.supplier_id = supplier.id)

-- part_16f_bundles
DELETE FROM bundle_part WHERE bundle_id IN (SELECT id FROM sku WHERE practice) OR part_id IN (SELECT id FROM sku WHERE practice)

-- part_16g_prices
DELETE FROM price WHERE sku_id IN (SELECT id FROM sku WHERE practice) OR shop_id IN (SELECT id FROM practice_shops)

-- part_17_skus
DELETE FROM sku WHERE practice

-- part_18_rates
DELETE FROM rate WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice) OR carrier_id IN (SELECT id FROM carrier WHERE practice)

-- part_19_zones
DELETE FROM zone WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20_bins
DELETE FROM bin WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20b_systems
DELETE FROM warehouse_system WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20c_partners
DELETE FROM edi_partner WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20d_feeds
DELETE FROM stock_feed WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20e_events
DELETE FROM warehouse_event WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice)

-- part_20f_stops
DELETE FROM stopped_area WHERE warehouse_id IN (SELECT id FROM warehouse WHERE practice) OR carrier_id IN (SELECT id FROM carrier WHERE practice)

-- part_21_warehouses
DELETE FROM warehouse WHERE practice

-- part_22_carriers
DELETE FROM carrier WHERE practice

-- part_23_views
DELETE FROM saved_view WHERE user_id IN (SELECT id FROM practice_users)

-- part_24_reveals
DELETE FROM reveal WHERE user_id IN (SELECT id FROM practice_users)

-- part_25_groups
DELETE FROM member_groups WHERE user_id IN (SELECT id FROM practice_users)

-- part_26_permissions
DELETE FROM member_user_permissions WHERE user_id IN (SELECT id FROM practice_users)

-- part_27_members
DELETE FROM member WHERE practice

-- part_27b_rules
DELETE FROM rule_version WHERE table_id IN (SELECT id FROM rule_table WHERE practice OR shop_id IN (SELECT id FROM practice_shops))

-- part_27c_changes
DELETE FROM rule_change WHERE about = 'table' AND key IN (SELECT id::text FROM rule_table WHERE practice OR shop_id IN (SELECT id FROM practice_shops))

-- part_27d_tables
DELETE FROM rule_table WHERE practice OR shop_id IN (SELECT id FROM practice_shops)

-- part_27e_entries
DELETE FROM black_entry WHERE practice

-- part_27f_accounts
DELETE FROM credit_account WHERE practice OR shop_id IN (SELECT id FROM practice_shops)

-- part_27g_interchanges
DELETE FROM edi_interchange WHERE partner_id IN (SELECT id FROM edi_partner WHERE shop_id IN (SELECT id FROM practice_shops))

-- part_27h_partners
DELETE FROM edi_partner WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_27i_gateways
DELETE FROM gateway_account WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_27j_notices
DELETE FROM payment_notice WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_27k_bodies
DELETE FROM import_body WHERE file_id IN (SELECT id FROM import_file WHERE shop_id IN (SELECT id FROM practice_shops))

-- part_27l_files
DELETE FROM import_file WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_27m_mappings
DELETE FROM import_mapping WHERE shop_id IN (SELECT id FROM practice_shops)

-- part_28_shops
DELETE FROM shop WHERE practice

-- part_29_touch
UPDATE reference_version SET version = version + 1 WHERE id = 1

-- mark
-- So that the next start does not bring it all back.
INSERT INTO setting (key, value) VALUES (%(key)s, jsonb_build_object('state', %(state)s::text))
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
