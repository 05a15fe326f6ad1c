-- Note messages of the API as to be read, each order once; the ids of those that are not to be read, since their order was told
-- before (an id may come twice). The arrays are sorted by shop and external id, so that two requests about the same orders
-- never wait for each other crosswise. Hardly ever an order was told before: so the rows are inserted as they are, which
-- costs a third less than asking at each row (docs/decisions/0013), and once more, asking, where one was there. VOLATILE: the last
-- statement sees the orders that readers made for whom the first one waited.
CREATE FUNCTION mark_orders(
  ids bigint[], at timestamptz, shops bigint[], urgencies bigint[], externals text[]
) RETURNS SETOF bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  BEGIN
    INSERT INTO inbox_todo (message_id, received_at, shop_id, priority, order_key)
    SELECT t.id, at, t.shop, t.urgency, t.external FROM unnest(ids, shops, urgencies, externals) AS t (id, shop, urgency, external);
  EXCEPTION WHEN unique_violation THEN
    INSERT INTO inbox_todo (message_id, received_at, shop_id, priority, order_key)
    SELECT t.id, at, t.shop, t.urgency, t.external FROM unnest(ids, shops, urgencies, externals) AS t (id, shop, urgency, external)
    ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT t.id FROM unnest(ids) AS t (id)
      WHERE NOT EXISTS (SELECT 1 FROM inbox_todo n WHERE n.message_id = t.id);
  END;
  RETURN QUERY SELECT t.id FROM unnest(ids, shops, externals) AS t (id, shop, external)
    JOIN orders o ON o.shop_id = t.shop AND o.external_id = t.external;
END
$$;
