-- Keep new orders of the API as messages, each once; the ids of those that are not kept, since their order was told before. What
-- `take_order` does for one (schema/taking.sql), for many. The arrays are sorted by shop and external id, so that two requests about the same
-- orders do not wait for each other crosswise. Hardly ever an order was told before: so what is to be read is inserted as it is, which
-- costs a third less than asking at each row (docs/decisions/0013), and once more, asking, where one was there.
CREATE FUNCTION take_orders(
  ids bigint[], at timestamptz, shops bigint[], urgencies bigint[], externals text[], told_by text, messages bytea[]
) RETURNS SETOF bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  late bigint[] := '{}';
BEGIN
  BEGIN
    INSERT INTO inbox_todo (message_id, received_at, shop_id, priority, order_key)
    SELECT t.id, at, t.shop, t.urgency, t.external FROM unnest(ids, shops, urgencies, externals) AS t (id, shop, urgency, external);
  EXCEPTION WHEN unique_violation THEN
    INSERT INTO inbox_todo (message_id, received_at, shop_id, priority, order_key)
    SELECT t.id, at, t.shop, t.urgency, t.external FROM unnest(ids, shops, urgencies, externals) AS t (id, shop, urgency, external)
    ON CONFLICT DO NOTHING;
    late := ARRAY(SELECT t.id FROM unnest(ids) AS t (id)
      WHERE NOT EXISTS (SELECT 1 FROM inbox_todo n WHERE n.message_id = t.id));
  END;
  late := late || ARRAY(SELECT t.id FROM unnest(ids, shops, externals) AS t (id, shop, external)
    JOIN orders o ON o.shop_id = t.shop AND o.external_id = t.external WHERE t.id <> ALL (late));
  IF cardinality(late) > 0 THEN
    DELETE FROM inbox_todo WHERE message_id = ANY (late);
  END IF;
  INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body)
  SELECT t.id, at, t.shop, 'order', '', told_by, t.message FROM unnest(ids, shops, messages) AS t (id, shop, message)
  WHERE t.id <> ALL (late);
  RETURN QUERY SELECT unnest(late);
END
$$;
