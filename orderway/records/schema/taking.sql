-- Keep one new order of the API as a message: true where it was kept, false where it waits to be read or is there already.
-- A function, so that a request is one call and one transaction of its own (docs/decisions/0013). It belongs to
-- journey/intake, which alone calls it. VOLATILE: each statement sees what others committed before it began. The first
-- one waits for a reader who has this order's message in hands; the second one therefore sees the order which that reader made.
CREATE FUNCTION take_order(
  new_id bigint, at timestamptz, shop bigint, urgency bigint, external text, told_by text, message bytea
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO inbox_todo (message_id, received_at, shop_id, priority, order_key)
  VALUES (new_id, at, shop, urgency, external) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM 1 FROM orders WHERE shop_id = shop AND external_id = external;
  IF FOUND THEN
    DELETE FROM inbox_todo WHERE message_id = new_id;
    RETURN false;
  END IF;
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  VALUES (new_id, at, shop, 'order', '', told_by, message);
  RETURN true;
END
$$;
