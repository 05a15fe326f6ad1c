-- The order that a message of the API tells of: told once, as long as it is not read. After that the order itself stands
-- for it (orders_once), so that nothing has to be kept for each order beside its message and its mark as unread.
ALTER TABLE inbox_todo ADD COLUMN order_key text NOT NULL DEFAULT '';
UPDATE inbox_todo t SET order_key = i.key FROM idempotency i
WHERE i.client = 'order:' || t.shop_id AND i.answer = to_jsonb(t.message_id);
CREATE UNIQUE INDEX inbox_todo_once ON inbox_todo (shop_id, order_key) WHERE order_key <> '';
