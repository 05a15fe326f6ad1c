-- tries
-- The tries in vain of these keys in the present window.
SELECT key, tries FROM lookup_try WHERE key = ANY(%s) AND since = %s

-- count
-- One more; keys in order, so that two requests never wait for each other crosswise.
INSERT INTO lookup_try AS t (key, since, tries) SELECT key, %(since)s, 1 FROM unnest(%(keys)s::text[]) AS k (key)
ON CONFLICT (key, since) DO UPDATE SET tries = t.tries + 1

-- forget
WITH old AS (SELECT key, since FROM lookup_try WHERE since < %s ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED)
DELETE FROM lookup_try t USING old WHERE (t.key, t.since) = (old.key, old.since)
