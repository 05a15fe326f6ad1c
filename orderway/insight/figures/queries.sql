-- days
-- What passed each day, by shop, warehouse and carrier: what left, whether in time and at what cost; whether the carrier
-- collected it within the hours promised; what was sent back and why. Each shipment looks its order and parcels up by
-- their index, so that it costs what the period holds, however many orders there are.
SELECT day, shop_id, warehouse_id, carrier_id, sum(shipments)::bigint, sum(on_time)::bigint, sum(orders)::bigint, sum(cost_minor)::bigint,
       sum(decided)::bigint, sum(collected)::bigint, sum(returns)::bigint, sum(wrong)::bigint, sum(refused)::bigint
FROM (
  SELECT day, shop_id, warehouse_id, carrier_id, count(*) AS shipments,
         count(*) FILTER (WHERE ship_by IS NULL OR shipped_at <= ship_by) AS on_time, count(DISTINCT order_id) AS orders,
         sum(cost_minor) AS cost_minor, sum(decided) AS decided, sum(collected) AS collected, 0 AS returns, 0 AS wrong, 0 AS refused
  FROM (
    SELECT (f.shipped_at AT TIME ZONE %(zone)s)::date AS day, (SELECT o.shop_id FROM orders o WHERE o.id = f.order_id) AS shop_id,
           f.warehouse_id, coalesce(f.carrier_id, 0) AS carrier_id, f.order_id, f.shipped_at, f.ship_by, f.cost_minor, p.decided, p.collected
    FROM fulfilment f CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE p.picked_up_at IS NOT NULL OR f.shipped_at + %(collect)s < %(now)s) AS decided,
             count(*) FILTER (WHERE p.picked_up_at <= f.shipped_at + %(collect)s) AS collected
      FROM parcel p WHERE p.order_id = f.order_id AND p.fulfilment_id = f.id AND p.state <> 'VOIDED') p
    WHERE f.shipped_at >= %(since)s AND f.shipped_at < %(until)s) sent
  GROUP BY 1, 2, 3, 4
  UNION ALL
  SELECT (r.asked_at AT TIME ZONE %(zone)s)::date, o.shop_id, coalesce(r.warehouse_id, 0), 0, 0, 0, 0, 0, 0, 0,
         count(*) FILTER (WHERE r.kind <> 'refused'), count(*) FILTER (WHERE r.reason = ANY(%(wrong)s)),
         count(*) FILTER (WHERE r.kind = 'refused')
  FROM return_case r JOIN orders o ON o.id = r.order_id
  WHERE r.asked_at >= %(since)s AND r.asked_at < %(until)s GROUP BY 1, 2, 3
) parts GROUP BY 1, 2, 3, 4

-- kept
-- Days rolled up before.
SELECT day, shop_id, warehouse_id, carrier_id, shipments, on_time, orders, cost_minor, decided, collected, returns, wrong, refused
FROM figure_day WHERE zone = %(zone)s AND day = ANY(%(days)s)

-- kept_days
SELECT day FROM figure_day WHERE zone = %(zone)s AND day = ANY(%(days)s) AND shop_id = 0 AND warehouse_id = 0 AND carrier_id = 0

-- keep
-- Keep the rolled-up figures of a day, in place of those that stand.
INSERT INTO figure_day (zone, day, shop_id, warehouse_id, carrier_id, shipments, on_time, orders, cost_minor, decided, collected, returns, wrong, refused)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (zone, day, shop_id, warehouse_id, carrier_id) DO UPDATE SET shipments = excluded.shipments, on_time = excluded.on_time,
  orders = excluded.orders, cost_minor = excluded.cost_minor, decided = excluded.decided, collected = excluded.collected,
  returns = excluded.returns, wrong = excluded.wrong, refused = excluded.refused

-- scores
-- What buyers said, by shop, warehouse and carrier.
SELECT shop_id, coalesce(warehouse_id, 0), coalesce(carrier_id, 0), count(*), sum(product)::bigint, sum(delivery)::bigint, sum(service)::bigint
FROM survey WHERE answered_at >= %(since)s AND answered_at < %(until)s GROUP BY 1, 2, 3

-- stages
-- Unfinished orders of some warehouses, by shop and stage.
SELECT o.shop_id, o.stage, count(*) FROM orders o WHERE o.standing NOT IN ('completed', 'cancelled')
  AND EXISTS (SELECT 1 FROM reservation v WHERE v.order_id = o.id AND v.warehouse_id = ANY(%(warehouses)s)) GROUP BY 1, 2

-- ages
-- Unfinished orders by how long ago they came.
SELECT width_bucket(extract(epoch FROM %(now)s - o.received_at)::bigint, %(edges)s::bigint[]) AS age, count(*)
FROM orders o WHERE o.standing NOT IN ('completed', 'cancelled')/*scope*/ GROUP BY 1

-- holds
-- Open holds by reason.
SELECT h.reason, count(*), min(h.raised_at) FROM hold h JOIN orders o ON o.id = h.order_id
WHERE h.state = 'OPEN'/*scope*/ GROUP BY 1 ORDER BY 2 DESC, 1

-- places
-- Shops, warehouses and carriers by their ids, for the filter.
SELECT 'shop', id, code, name, time_zone FROM shop
UNION ALL SELECT 'warehouse', id, code, name, currency FROM warehouse
UNION ALL SELECT 'carrier', id, code, name, '' FROM carrier
ORDER BY 1, 2

-- list_sent
-- Shipments behind a figure, the latest first.
SELECT f.id, f.shipped_at AS at, f.order_id, o.number, o.shop_id, f.warehouse_id, f.ship_by, f.cost_minor, f.carrier_id
FROM fulfilment f JOIN orders o ON o.id = f.order_id
WHERE f.shipped_at >= %(since)s AND f.shipped_at < %(until)s AND (f.shipped_at, f.id) < (%(before)s::timestamptz, %(before_id)s)/*scope*//*which*/
ORDER BY f.shipped_at DESC, f.id DESC LIMIT %(rows)s

-- list_parcels
-- Parcels behind a figure, the latest hand-over first.
SELECT p.id, f.shipped_at AS at, f.order_id, o.number, o.shop_id, f.warehouse_id, p.tracking_number, p.picked_up_at, f.carrier_id
FROM fulfilment f JOIN orders o ON o.id = f.order_id
JOIN parcel p ON p.order_id = f.order_id AND p.fulfilment_id = f.id AND p.state <> 'VOIDED'
WHERE f.shipped_at >= %(since)s AND f.shipped_at < %(until)s AND (f.shipped_at, p.id) < (%(before)s::timestamptz, %(before_id)s)/*scope*/
  AND coalesce(p.picked_up_at > f.shipped_at + %(collect)s, f.shipped_at + %(collect)s < %(now)s)
ORDER BY f.shipped_at DESC, p.id DESC LIMIT %(rows)s

-- list_returns
-- Returns behind a figure, the latest first.
SELECT f.id, f.asked_at AS at, f.order_id, o.number, o.shop_id, f.warehouse_id, f.reason, f.state
FROM return_case f JOIN orders o ON o.id = f.order_id
WHERE f.asked_at >= %(since)s AND f.asked_at < %(until)s AND (f.asked_at, f.id) < (%(before)s::timestamptz, %(before_id)s)/*scope*//*which*/
ORDER BY f.asked_at DESC, f.id DESC LIMIT %(rows)s

-- list_scores
-- Answers of buyers, the latest first.
SELECT f.order_id AS id, f.answered_at AS at, f.order_id, o.number, o.shop_id, f.warehouse_id, f.carrier_id, f.product, f.delivery, f.service, f.text
FROM survey f JOIN orders o ON o.id = f.order_id
WHERE f.answered_at >= %(since)s AND f.answered_at < %(until)s AND (f.answered_at, f.order_id) < (%(before)s::timestamptz, %(before_id)s)/*scope*/
ORDER BY f.answered_at DESC, f.order_id DESC LIMIT %(rows)s
