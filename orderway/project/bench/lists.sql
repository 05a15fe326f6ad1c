-- orders
-- Orders number %(first)s + 1 to %(last)s: 96 in 100 ended long ago, the rest in every pot of the board.
INSERT INTO orders SELECT n * 10, %(shop)s, 'L' || n, 'L' || n, %(now)s - (%(last)s - n) * interval '20 seconds', %(now)s - (%(last)s - n) * interval '20 seconds',
  'CNY', 5000 + n %% 90000, stage, 3, '1', 'channel', NULL, 'CN', '浙江省', (ARRAY['杭州市', '宁波市', '温州市', '嘉兴市'])[1 + n %% 4],
  5000 + n %% 90000, 0, 0, 0, false, 0, 5000 + n %% 90000, CASE pot WHEN 'unpaid' THEN 0 ELSE 5000 + n %% 90000 END, 0, 0, 0,
  CASE pot WHEN 'unpaid' THEN 'UNPAID' ELSE 'PAID' END, 'alipay', %(now)s, status, false, pot,
  CASE pot WHEN 'short' THEN 'stock' WHEN 'unpaid' THEN 'payment' ELSE '' END, NULL,
  CASE WHEN pot IN ('completed', 'cancelled') THEN '' ELSE 'pick' END, CASE WHEN pot IN ('completed', 'cancelled') THEN '' ELSE 'operator' END,
  CASE WHEN pot IN ('completed', 'cancelled') THEN NULL ELSE %(now)s + (n %% 3000) * interval '1 minute' END,
  %(now)s + (n %% 3000 - 500) * interval '1 minute', 0, '', '', '{}', 'zh-hans', 2, 1, 'Thing ' || n %% 10000, 500, NULL, false, '', NULL, 1, '', 1,
  NULL, NULL, CASE WHEN pot IN ('completed', 'cancelled') THEN %(now)s END, '{}'
FROM (SELECT n, CASE WHEN n %% 100 < 92 THEN 'completed' WHEN n %% 100 < 96 THEN 'cancelled'
        ELSE (ARRAY['held', 'warehouse', 'road', 'short', 'unpaid', 'ready'])[1 + n / 100 %% 6] END AS pot,
      CASE WHEN n %% 100 < 96 THEN 'closed' ELSE (ARRAY['confirm', 'warehouse', 'road', 'promise', 'review', 'source'])[1 + n / 100 %% 6] END AS stage,
      CASE WHEN n %% 100 < 92 THEN 'COMPLETED' WHEN n %% 100 < 96 THEN 'CANCELLED'
        ELSE (ARRAY['REVIEW', 'RELEASED', 'SHIPPED', 'RECEIVED', 'AWAITING_PAYMENT', 'APPROVED'])[1 + n / 100 %% 6] END AS status
      FROM generate_series(%(first)s + 1, %(last)s) n) made

-- lines
INSERT INTO order_line SELECT n * 10 + 1, n * 10, 1, '1', 'L', 'SKU-' || (1 + n %% 10000), 'Thing ' || n %% 10000, '', 2, 2500, 0, 0, 5000,
  (SELECT min(id) FROM sku) + n %% 10000, false, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500 FROM generate_series(%(first)s + 1, %(last)s) n

-- persons
-- Found by three hashes; every 10,000th has the same last four digits.
INSERT INTO person SELECT n * 10, '王' || n, '+86138' || lpad((n %% 100000000)::text, 8, '0'), '', '', 'CN', '浙江省', '杭州市', '西湖区', '文三路1号', '', '', '', 1,
  n, n %% 10000, hashint8extended(n, 7) & 9223372036854775807, NULL FROM generate_series(%(first)s + 1, %(last)s) n

-- holds
INSERT INTO hold SELECT n * 10 + 2, n * 10, (ARRAY['street_missing', 'large_amount', 'phone_invalid'])[1 + n %% 3], 'OPEN', '{confirm}', 'operator', %(now)s, %(now)s,
  '{}', NULL, 'check', '', NULL, '', '' FROM generate_series(%(first)s + 1, %(last)s) n WHERE n %% 100 >= 96 AND n / 100 %% 6 = 0

-- events
INSERT INTO event SELECT n * 10 + 3, %(now)s, n * 10, 1, 'intake', 'channel', '{"steps": [["intake", "received", {}]]}', NULL
FROM generate_series(%(first)s + 1, %(last)s) n

-- tallies
INSERT INTO tally SELECT 'standing', shop_id || ':' || standing, count(*) FROM orders GROUP BY 2 UNION ALL
SELECT 'stage', shop_id || ':' || stage, count(*) FROM orders GROUP BY 2
ON CONFLICT (kind, key) DO UPDATE SET amount = excluded.amount

-- loaded
SELECT count(*) FROM orders WHERE number LIKE 'L%%'

-- thousandth_page
-- Where page 1,000 of the newest orders begins: the row before it.
SELECT placed_at, id FROM orders ORDER BY placed_at DESC, id DESC OFFSET 49950 LIMIT 1
