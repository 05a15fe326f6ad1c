-- warehouses
SELECT id, name FROM warehouse WHERE active AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) ORDER BY name, id

-- suppliers
SELECT id, name FROM supplier WHERE active ORDER BY name, id

-- shops
SELECT id, name FROM shop WHERE active AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s)) ORDER BY name, id

-- sku_of
SELECT id FROM sku WHERE lower(code) = lower(%(text)s) OR barcode = %(text)s AND barcode <> '' ORDER BY lower(code) = lower(%(text)s) DESC LIMIT 1

-- sku
SELECT id, code, name, name_zh FROM sku WHERE id = %(id)s

-- purchases
-- Open ones by the day they are expected, then the closed ones of late.
SELECT p.id, p.number, p.state, coalesce(s.name, ''), w.name, p.expected_on, p.made_at, sum(l.ordered)::bigint, sum(l.received + l.damaged)::bigint, count(l.id)
FROM purchase p JOIN warehouse w ON w.id = p.warehouse_id LEFT JOIN supplier s ON s.id = p.supplier_id LEFT JOIN purchase_line l ON l.purchase_id = p.id
WHERE (%(only)s::bigint[] IS NULL OR p.warehouse_id = ANY(%(only)s)) AND (%(closed)s OR p.closed_at IS NULL)
GROUP BY p.id, s.name, w.name ORDER BY p.closed_at IS NOT NULL, p.closed_at DESC, p.expected_on NULLS LAST, p.id LIMIT %(limit)s

-- purchase
SELECT p.id, p.number, p.state, coalesce(s.name, ''), w.name, p.expected_on, p.made_at, p.made_by, p.note, p.closed_at, p.version, p.warehouse_id, p.changes
FROM purchase p JOIN warehouse w ON w.id = p.warehouse_id LEFT JOIN supplier s ON s.id = p.supplier_id
WHERE p.id = %(id)s AND (%(only)s::bigint[] IS NULL OR p.warehouse_id = ANY(%(only)s))

-- purchase_lines
SELECT l.sku_id, k.code, k.name, k.name_zh, l.ordered, l.received, l.damaged, l.written_off, coalesce(d.waiting, 0), coalesce(y.lot_kept, false)
FROM purchase_line l JOIN sku k ON k.id = l.sku_id LEFT JOIN stock_demand d ON d.sku_id = l.sku_id LEFT JOIN sku_supply y ON y.sku_id = l.sku_id
WHERE l.purchase_id = %(id)s ORDER BY k.code

-- receipts
SELECT at, by, reference, lines FROM receipt WHERE purchase_id = %(purchase)s::bigint OR transfer_id = %(transfer)s::bigint ORDER BY at DESC LIMIT 50

-- transfers
-- Open ones first, with what was agreed and what has come.
SELECT t.id, t.state, a.name, b.name, t.reason, t.due_at, t.made_at, t.made_by, sum(l.units)::bigint, sum(l.received)::bigint, count(l.id), t.cost_minor, a.currency
FROM transfer t JOIN warehouse a ON a.id = t.from_id JOIN warehouse b ON b.id = t.to_id JOIN transfer_line l ON l.transfer_id = t.id
WHERE (%(only)s::bigint[] IS NULL OR t.from_id = ANY(%(only)s) OR t.to_id = ANY(%(only)s)) AND (%(closed)s OR t.state NOT IN ('RECEIVED', 'CANCELLED'))
GROUP BY t.id, a.name, b.name, a.currency ORDER BY t.state IN ('RECEIVED', 'CANCELLED'), t.id DESC LIMIT %(limit)s

-- transfer
-- One transfer with the words of its places.
SELECT t.id, t.state, a.name, b.name, t.reason, t.due_at, t.made_at, t.made_by, t.approved_by, t.shipped_at, t.received_at, t.note, t.facts, t.version,
  t.cost_minor, a.currency, t.from_id, t.to_id
FROM transfer t JOIN warehouse a ON a.id = t.from_id JOIN warehouse b ON b.id = t.to_id
WHERE t.id = %(id)s AND (%(only)s::bigint[] IS NULL OR t.from_id = ANY(%(only)s) OR t.to_id = ANY(%(only)s))

-- transfer_lines
SELECT l.sku_id, k.code, k.name, k.name_zh, l.units, l.shipped, l.received, l.lost FROM transfer_line l JOIN sku k ON k.id = l.sku_id
WHERE l.transfer_id = %(id)s ORDER BY k.code

-- earmarks
SELECT o.id, o.number, k.code, e.units, o.ship_by FROM earmark e JOIN orders o ON o.id = e.order_id JOIN sku k ON k.id = e.sku_id
WHERE e.transfer_id = %(id)s ORDER BY o.ship_by NULLS LAST, o.id LIMIT 50

-- counts
-- Blind: what the books say is not told before it was counted.
SELECT c.id, c.state, k.id, k.code, k.name, k.name_zh, c.warehouse_id, w.name, s.bin_code, c.reason, c.asked_at, c.asked_by, c.found, c.booked, c.counted_by, o.id, o.number
FROM count_task c JOIN sku k ON k.id = c.sku_id JOIN warehouse w ON w.id = c.warehouse_id
LEFT JOIN stock s ON s.sku_id = c.sku_id AND s.warehouse_id = c.warehouse_id LEFT JOIN orders o ON o.id = c.order_id
WHERE c.state IN ('ASKED', 'COUNTED') AND (%(only)s::bigint[] IS NULL OR c.warehouse_id = ANY(%(only)s))
ORDER BY c.state DESC, w.name, s.bin_code, k.code LIMIT %(limit)s

-- count_place
SELECT c.warehouse_id FROM count_task c WHERE c.id = %(id)s AND (%(only)s::bigint[] IS NULL OR c.warehouse_id = ANY(%(only)s))

-- unsent
-- Figures that could not be told to a shop.
SELECT split_part(target, ':', 2)::bigint, count(*) FROM outbox WHERE topic IN ('channel.stock', 'stock') AND state = 'FAILED' GROUP BY 1

-- told_counts
SELECT shop_id, count(*), max(at) FROM published GROUP BY 1
