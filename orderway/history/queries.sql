-- tally_changes
COPY tally_change (id, at, kind, key, change) FROM STDIN

-- fold_tally
-- Fold the differences into the counts; the rows taken are those this statement saw.
WITH taken AS (DELETE FROM tally_change RETURNING kind, key, change),
     summed AS (SELECT kind, key, sum(change) AS change FROM taken GROUP BY kind, key)
INSERT INTO tally AS t (kind, key, amount) SELECT kind, key, change FROM summed
ON CONFLICT (kind, key) DO UPDATE SET amount = t.amount + excluded.amount

-- counts
-- The present counts of one kind.
SELECT key, sum(amount)::bigint FROM (
  SELECT key, amount FROM tally WHERE kind = %(kind)s
  UNION ALL SELECT key, change FROM tally_change WHERE kind = %(kind)s) all_rows
GROUP BY key HAVING sum(amount) <> 0

-- flow_since
-- What passed since an hour, by key.
SELECT key, sum(amount)::bigint FROM (
  SELECT key, amount FROM tally WHERE kind = 'flow' AND key >= %(since)s
  UNION ALL SELECT key, change FROM tally_change WHERE kind = 'flow' AND key >= %(since)s) all_rows
GROUP BY key

-- forget_flow
DELETE FROM tally WHERE kind = 'flow' AND key < %(before)s

-- run_record
INSERT INTO run_record (id, at, record, orders, worker, kind, snapshot, code) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)

-- snapshot_there
SELECT 1 FROM reference_snapshot WHERE digest = %s

-- snapshot_add
-- Two workers may come with the same at once.
INSERT INTO reference_snapshot (digest, version, at, data) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING

-- outbox_add
-- Messages for the outside, in the transaction that causes them. Arrays: id, topic, target, order, payload.
INSERT INTO outbox (id, at, topic, target, order_id, payload, next_at)
SELECT id, %(now)s, topic, target, order_id, payload::jsonb, %(now)s
FROM unnest(%(ids)s::bigint[], %(topics)s::text[], %(targets)s::text[], %(orders)s::bigint[], %(payloads)s::text[])
  AS o (id, topic, target, order_id, payload)

-- outbox_claim
-- The next messages of these topics, counted as tried before they are sent; another relay skips them until `until`.
-- Chosen beforehand: within the UPDATE's own joins the choice may be made again and again, each time of the rest.
WITH next AS (
  SELECT id FROM outbox WHERE state = 'PENDING' AND next_at <= %(now)s AND topic = ANY(%(topics)s)
  ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE outbox o SET attempt = attempt + 1, next_at = %(until)s FROM next WHERE o.id = next.id
RETURNING o.id, o.topic, o.target, o.order_id, o.payload, o.attempt

-- outbox_done
-- Delivered; what came of it is kept with the message. Arrays: id, outcome.
UPDATE outbox b SET state = 'SENT', sent_at = %(now)s, failure = '', payload = b.payload || d.outcome::jsonb
FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[]) AS d (id, outcome) WHERE b.id = d.id

-- outbox_failed
-- Tried in vain: again at `next_at`, or given up where that is null.
UPDATE outbox SET failure = %(failure)s, state = CASE WHEN %(next_at)s::timestamptz IS NULL THEN 'FAILED' ELSE 'PENDING' END,
  next_at = coalesce(%(next_at)s::timestamptz, next_at), attempt = greatest(0, attempt - %(tries)s) WHERE id = %(id)s

-- outbox_levels
-- Stock levels of SKUs at shops: one still waiting gets the new quantity, else a new message. Arrays: id, target, sku, quantity.
WITH told AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(targets)s::text[], %(skus)s::text[], %(quantities)s::bigint[])
    AS t (id, target, sku, quantity)
), replaced AS (
  UPDATE outbox o SET payload = o.payload || jsonb_build_object('quantity', t.quantity) FROM told t
  WHERE o.topic IN ('stock', 'channel.stock') AND o.target = t.target AND o.payload->>'sku' = t.sku
    AND o.state = 'PENDING' AND o.attempt = 0 AND o.topic = 'channel.stock'
  RETURNING o.target, t.sku
)
INSERT INTO outbox (id, at, topic, target, payload, next_at)
SELECT id, %(now)s, 'channel.stock', target, jsonb_build_object('sku', sku, 'quantity', quantity), %(due)s FROM told t
WHERE NOT EXISTS (SELECT 1 FROM replaced r WHERE r.target = t.target AND r.sku = t.sku)

-- outbox_class_again
-- Messages to a target that were given up for one class of failure, tried again from the beginning.
UPDATE outbox SET state = 'PENDING', attempt = 0, next_at = %(now)s
WHERE state = 'FAILED' AND target = %(target)s AND failure LIKE %(class)s

-- outbox_again
-- Messages given up are tried again from the beginning.
UPDATE outbox SET state = 'PENDING', attempt = 0, next_at = %(now)s WHERE state = 'FAILED' AND id = ANY(%(ids)s)

-- outbox_drop
-- Messages given up that a person has dealt with in another way.
UPDATE outbox SET state = 'SENT', sent_at = %(now)s, payload = payload || %(outcome)s::jsonb
WHERE state = 'FAILED' AND id = ANY(%(ids)s)

-- outbox_forget
-- Messages delivered long ago, in a batch.
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'SENT' AND sent_at < %(before)s LIMIT %(limit)s)

-- outbox_forget_orders
-- Delivered messages of orders whose buyer is erased.
DELETE FROM outbox WHERE order_id = ANY(%s) AND state = 'SENT'
