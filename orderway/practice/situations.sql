-- hold
SELECT h.id FROM hold h JOIN orders o ON o.id = h.order_id WHERE o.external_id = %s AND h.state = 'OPEN'

-- question
SELECT q.id FROM question q JOIN orders o ON o.id = q.order_id WHERE o.external_id = %s AND q.state = 'SENT'

-- sku
SELECT id FROM sku WHERE code = %s

-- fulfilment
-- The newest fulfilment of an order.
SELECT f.id FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE o.external_id = %s ORDER BY f.id DESC LIMIT 1

-- order
SELECT id FROM orders WHERE external_id = %s

-- main_line
-- The line that the buyer bought, gifts aside.
SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = %s AND NOT l.gift ORDER BY l.position LIMIT 1
