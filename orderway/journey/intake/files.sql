-- keep
INSERT INTO import_file (id, shop_id, channel, name, bytes, digest, state, mapping, headings, by, at)
VALUES (%(id)s, %(shop)s, %(channel)s, %(name)s, %(bytes)s, %(digest)s, 'NEW', %(mapping)s, %(headings)s, %(by)s, %(now)s)

-- keep_body
INSERT INTO import_body (file_id, body) VALUES (%s, %s)

-- body
SELECT body FROM import_body WHERE file_id = %s

-- one
-- A file with what came of its messages is read by `figures`.
SELECT f.id, f.shop_id, s.name, s.code, f.channel, f.name, f.bytes, f.state, f.mapping, f.headings, f.by, f.at, f.started_at,
       f.done_at, f.rows_total, f.rows_done, f.orders, f.problem_count, f.problems, f.failure
FROM import_file f JOIN shop s ON s.id = f.shop_id WHERE f.id = %s

-- latest
-- The newest files of some shops (null: of all).
SELECT f.id, f.shop_id, s.name, s.code, f.channel, f.name, f.bytes, f.state, f.mapping, f.headings, f.by, f.at, f.started_at,
       f.done_at, f.rows_total, f.rows_done, f.orders, f.problem_count, '[]'::jsonb, f.failure
FROM import_file f JOIN shop s ON s.id = f.shop_id
WHERE (%(shops)s::bigint[] IS NULL OR f.shop_id = ANY(%(shops)s)) ORDER BY f.id DESC LIMIT %(limit)s

-- same_before
-- A file of the same bytes that was imported into the shop before.
SELECT f.id FROM import_file f JOIN import_file mine ON mine.shop_id = f.shop_id AND mine.digest = f.digest
WHERE mine.id = %s AND f.id <> mine.id AND f.state IN ('READING', 'DONE') ORDER BY f.id DESC LIMIT 1

-- problems_so_far
SELECT problem_count FROM import_file WHERE id = %s

-- start
UPDATE import_file SET state = 'WAITING', mapping = %(mapping)s WHERE id = %(id)s AND state IN ('NEW', 'FAILED')

-- take
-- Begin, also once more after a worker died: the messages of a file are duplicates the second time.
UPDATE import_file SET state = 'RUNNING', started_at = coalesce(started_at, %(now)s), rows_done = 0, orders = 0, problem_count = 0,
       problems = '[]', message_ids = '{}', failure = '' WHERE id = %(id)s AND state IN ('WAITING', 'RUNNING')

-- progress
UPDATE import_file SET rows_done = %(done)s, rows_total = %(total)s, orders = orders + %(orders)s,
       problem_count = problem_count + %(problems)s, problems = problems || %(listed)s::jsonb,
       message_ids = message_ids || %(ids)s::bigint[] WHERE id = %(id)s

-- finish
UPDATE import_file SET state = %(state)s, done_at = %(now)s, failure = %(failure)s WHERE id = %(id)s

-- forget_body
DELETE FROM import_body WHERE file_id = %s

-- figures
-- What came of a file's messages by now: kind and how many; unread ones are 'new'.
WITH mine AS (SELECT unnest(message_ids) AS id FROM import_file WHERE id = %s)
SELECT o.kind, count(DISTINCT o.message_id) FROM inbox_outcome o JOIN mine ON mine.id = o.message_id GROUP BY 1
UNION ALL SELECT CASE t.state WHEN 'parked' THEN 'parked' ELSE 'unread' END, count(*) FROM inbox_todo t JOIN mine ON mine.id = t.message_id GROUP BY 1

-- mapping
SELECT mapping FROM import_mapping WHERE shop_id = %s AND headings = %s

-- keep_mapping
INSERT INTO import_mapping (shop_id, headings, mapping, by, at) VALUES (%(shop)s, %(headings)s, %(mapping)s, %(by)s, %(now)s)
ON CONFLICT (shop_id, headings) DO UPDATE SET mapping = excluded.mapping, by = excluded.by, at = excluded.at

-- forget
-- Files nobody looks at any more, with their bodies.
WITH old AS (DELETE FROM import_file WHERE id IN (SELECT id FROM import_file WHERE at < %s LIMIT %s) RETURNING id)
DELETE FROM import_body WHERE file_id IN (SELECT id FROM old)
