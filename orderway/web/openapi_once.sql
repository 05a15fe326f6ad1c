-- claim
-- Take a key for this request; a request that holds it is waited for.
INSERT INTO idempotency (client, key, body_hash, at, status, answer) VALUES (%s, %s, %s, %s, 0, 'null') ON CONFLICT DO NOTHING

-- kept
-- What was answered under this key.
SELECT body_hash, status, answer::text::json FROM idempotency WHERE client = %s AND key = %s

-- keep
-- Keep the answer, as text within the JSON so that it comes back byte for byte.
UPDATE idempotency SET status = %s, answer = %s::jsonb WHERE client = %s AND key = %s
