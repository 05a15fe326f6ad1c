-- limit
-- The rows of %(orders)s released orders with %(lines)s lines each, ids from %(first)s on; what a clean order writes.
INSERT INTO orders SELECT %(first)s + n, 1, 'L' || (%(first)s + n), 'L' || (%(first)s + n), now(), now(), 'CNY', 25000, 'warehouse', 1, '1',
  'channel', NULL, 'CN', '浙江省', '杭州市', 24200, 0, 800, 0, false, 0, 25000, 25000, 0, 0, 0, 'PAID', 'alipay', now(), 'RELEASED', false,
  'warehouse', '', NULL, 'pick', 'warehouse_manager', now() + interval '2 days', now() + interval '2 days', 0, '', '', '{}', 'zh-hans', 6, %(lines)s,
  'Thing 4711', 3000, NULL, false, '', NULL, 1, '', 1, NULL, NULL, NULL, '{}'
FROM generate_series(1, %(orders)s) n;
INSERT INTO person SELECT %(first)s + n, '王小明', '+8613800138000', '', '', 'CN', '浙江省', '杭州市', '西湖区', '文三路478号3幢1202室', '310000', '', '', 1,
  hashint8extended(%(first)s + n, 1) & 9223372036854775807, n %% 10000, hashint8extended(n, 2) & 9223372036854775807, NULL
FROM generate_series(1, %(orders)s) n;
CREATE TEMP TABLE IF NOT EXISTS chosen (n bigint, l bigint, sku_id bigint, warehouse_id bigint, units bigint);
TRUNCATE chosen;
INSERT INTO chosen SELECT n, l, (SELECT min(id) FROM sku) + floor(random() * 10000)::bigint,
  (SELECT min(id) FROM warehouse) + n %% 4, 1 + (n + l) %% 3
FROM generate_series(1, %(orders)s) n CROSS JOIN generate_series(1, %(lines)s) l;
INSERT INTO order_line SELECT (%(first)s + n) * 10 + l, %(first)s + n, l, l::text, 'L4711', 'SKU-4711', 'Thing 4711', '', units, 8000, 0, 0, 8066, sku_id, false,
  0, 0, 0, 0, units, 0, 0, 0, 0, 0, 500 FROM chosen;
INSERT INTO reservation SELECT (%(first)s + n) * 10 + l, %(first)s + n, (%(first)s + n) * 10 + l, sku_id, warehouse_id, units, 'HARD', %(first)s + n FROM chosen;
INSERT INTO fulfilment SELECT %(first)s + n, %(first)s + n, (SELECT min(id) FROM warehouse) + n %% 4, 'SENT', now() + interval '2 days', now(), 1350, 1, NULL, '', '',
  now(), NULL, NULL, NULL, '', '', 1 FROM generate_series(1, %(orders)s) n;
INSERT INTO fulfilment_line SELECT (%(first)s + n) * 10 + l, %(first)s + n, %(first)s + n, (%(first)s + n) * 10 + l, sku_id, units, 0, 0, 0, 0 FROM chosen;
INSERT INTO payment SELECT %(first)s + n, %(first)s + n, 'captured', 25000, now(), 'channel:25000', 'alipay', 'channel', 0 FROM generate_series(1, %(orders)s) n;
INSERT INTO event SELECT %(first)s + n, now(), %(first)s + n, 1, 'intake', 'channel', '{"steps":[["intake","received",{"source":"api"}],["check","pass",{}],["promise","pass",{"reserved":[[1,"HZ",2],[2,"HZ",1],[3,"HZ",3]]}],["confirm","pass",{}],["review","pass",{"payment":"PAID","captured":25000,"due":25000}],["source","pass",{"lines":[[4711,2,500],[815,1,500],[42,3,500]],"candidates":[[["HZ"],2000,"",500,1500,0],[["GZ"],2900,"",500,2400,0],[["BJ"],null,"cost",0,0,0],[["CD"],null,"cost",0,0,0]],"chosen":[[0,"HZ",2],[1,"HZ",1],[2,"HZ",3]],"total":2000}],["release","pass",{"second_check":"right","to":["HZ"]}]]}', %(first)s + n
FROM generate_series(1, %(orders)s) n;
INSERT INTO inbox_outcome SELECT %(first)s + n, now(), 'order', %(first)s + n FROM generate_series(1, %(orders)s) n;
SELECT s.sku_id FROM stock s JOIN (SELECT DISTINCT sku_id, warehouse_id FROM chosen) c ON s.sku_id = c.sku_id AND s.warehouse_id = c.warehouse_id
ORDER BY s.sku_id, s.warehouse_id FOR NO KEY UPDATE OF s;
UPDATE stock s SET reserved = s.reserved + c.units FROM (SELECT sku_id, warehouse_id, sum(units) AS units FROM chosen GROUP BY 1, 2) c
WHERE s.sku_id = c.sku_id AND s.warehouse_id = c.warehouse_id AND s.on_hand - s.reserved >= c.units;
