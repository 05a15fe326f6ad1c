-- measure
-- Units asked for in the last days, whatever became of them but by the channel's own cancellation.
INSERT INTO demand_rate (sku_id, units, days, last_at, at)
SELECT k.id, coalesce(d.units, 0), %(days)s, d.last_at, %(now)s FROM sku k
LEFT JOIN (SELECT l.sku_id, sum(l.ordered) AS units, max(o.received_at) AS last_at FROM order_line l JOIN orders o ON o.id = l.order_id
  WHERE o.received_at >= %(since)s AND l.sku_id IS NOT NULL GROUP BY 1) d ON d.sku_id = k.id
WHERE k.tracked
ON CONFLICT (sku_id) DO UPDATE SET units = EXCLUDED.units, days = EXCLUDED.days, at = EXCLUDED.at,
  last_at = coalesce(EXCLUDED.last_at, demand_rate.last_at)

-- positions
-- How SKUs stand that are asked for, waited for or kept safe; the most urgent first.
SELECT k.id, k.code, k.name, k.name_zh, coalesce(s.on_hand, 0), coalesce(s.free, 0), coalesce(s.safety, 0), coalesce(i.units, 0), coalesce(w.waiting, 0),
  coalesce(d.units, 0), coalesce(d.days, 0), d.last_at, p.supplier_id, coalesce(v.name, ''),
  coalesce(nullif(p.lead_days, 0), v.lead_days, 0)::bigint, coalesce(p.pack_units, 1)::bigint, coalesce(p.cover_days, 0)::bigint, coalesce(s.old, 0)
FROM sku k
LEFT JOIN (SELECT sku_id, sum(on_hand)::bigint AS on_hand, sum(greatest(on_hand - reserved - safety - unsellable - fenced, 0))::bigint AS free,
    sum(safety)::bigint AS safety, sum(unsellable)::bigint AS old
  FROM stock WHERE %(only)s::bigint[] IS NULL OR warehouse_id = ANY(%(only)s) GROUP BY 1) s ON s.sku_id = k.id
LEFT JOIN (SELECT l.sku_id, sum(l.ordered - l.received - l.damaged - l.written_off)::bigint AS units FROM purchase_line l JOIN purchase q ON q.id = l.purchase_id
  WHERE q.closed_at IS NULL AND q.state <> 'DRAFT' AND l.ordered > l.received + l.damaged + l.written_off GROUP BY 1) i ON i.sku_id = k.id
LEFT JOIN stock_demand w ON w.sku_id = k.id
LEFT JOIN demand_rate d ON d.sku_id = k.id
LEFT JOIN sku_supply p ON p.sku_id = k.id
LEFT JOIN supplier v ON v.id = p.supplier_id
WHERE k.active AND k.tracked AND (coalesce(d.units, 0) > 0 OR coalesce(w.waiting, 0) > 0 OR coalesce(s.safety, 0) > 0)
  AND (%(text)s = '' OR k.code ILIKE %(text)s || '%%')
ORDER BY coalesce(w.waiting, 0) > 0 DESC, (coalesce(s.free, 0) + coalesce(i.units, 0) - coalesce(w.waiting, 0))::numeric / greatest(coalesce(d.units, 0), 1), k.code
LIMIT %(limit)s

-- idle
-- What lasts longer than it should, that nobody asks for first.
SELECT k.id, k.code, k.name, k.name_zh, s.on_hand, s.free, s.safety, 0::bigint, coalesce(w.waiting, 0),
  coalesce(d.units, 0), coalesce(d.days, 0), d.last_at, p.supplier_id, coalesce(v.name, ''), 0::bigint, coalesce(p.pack_units, 1)::bigint, 0::bigint, s.old
FROM (SELECT sku_id, sum(on_hand)::bigint AS on_hand, sum(greatest(on_hand - reserved - safety - unsellable - fenced, 0))::bigint AS free,
    sum(safety)::bigint AS safety, sum(unsellable)::bigint AS old
  FROM stock WHERE %(only)s::bigint[] IS NULL OR warehouse_id = ANY(%(only)s) GROUP BY 1) s
JOIN sku k ON k.id = s.sku_id
LEFT JOIN stock_demand w ON w.sku_id = k.id
LEFT JOIN demand_rate d ON d.sku_id = k.id
LEFT JOIN sku_supply p ON p.sku_id = k.id
LEFT JOIN supplier v ON v.id = p.supplier_id
WHERE s.free > 0 AND coalesce(w.waiting, 0) = 0 AND s.free * greatest(coalesce(d.days, 0), 1) > coalesce(d.units, 0) * %(excess)s
ORDER BY coalesce(d.units, 0) > 0, s.free DESC, k.code LIMIT %(limit)s

-- short_places
SELECT s.sku_id, s.warehouse_id FROM stock s JOIN warehouse w ON w.id = s.warehouse_id AND w.active
WHERE s.sku_id = ANY(%s::bigint[]) AND s.on_hand - s.reserved - s.safety - s.unsellable - s.fenced <= 0 AND s.reserved > 0
ORDER BY s.sku_id, s.warehouse_id
