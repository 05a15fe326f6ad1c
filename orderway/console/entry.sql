-- order_id
-- The order of a shop by its own number.
SELECT id FROM orders WHERE shop_id = %s AND external_id = %s
