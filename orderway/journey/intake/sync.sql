-- accounts
-- Shops with their access to a platform; all active ones where no shop is named.
SELECT s.id, s.code, s.name, s.channel, s.time_zone, s.practice, a.base_url, a.sealed, a.options, a.expires_at,
       a.active AND s.active, a.tells, a.changed_at
FROM channel_account a JOIN shop s ON s.id = a.shop_id
WHERE CASE WHEN %(shops)s::bigint[] IS NULL THEN a.active AND s.active AND NOT s.practice ELSE s.id = ANY(%(shops)s) END
ORDER BY s.id

-- save_account
-- Keep an access as a person entered it; what failed for its sake may be tried again.
INSERT INTO channel_account (shop_id, base_url, sealed, options, expires_at, active, tells, changed_at, changed_by)
VALUES (%(shop)s, %(base_url)s, %(sealed)s, %(options)s, %(expires_at)s, %(active)s, %(tells)s, %(now)s, %(by)s)
ON CONFLICT (shop_id) DO UPDATE SET base_url = excluded.base_url, sealed = excluded.sealed, options = excluded.options,
  expires_at = excluded.expires_at, active = excluded.active, tells = excluded.tells, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by

-- renew_account
UPDATE channel_account SET sealed = %(sealed)s, expires_at = %(expires_at)s, changed_at = %(now)s, changed_by = 'renewed'
WHERE shop_id = %(shop)s

-- forgive
-- A renewed access: what it had stopped goes on at once.
UPDATE channel_pull SET failure = '', said = '', failures = 0, not_before = NULL WHERE shop_id = %(shop)s

-- state
SELECT since, until, page, not_before, failed_at, failure, failures FROM channel_pull WHERE shop_id = %s

-- open_window
-- A window of time to be walked, page by page; the first one of a shop makes its row.
INSERT INTO channel_pull (shop_id, since, until, page) VALUES (%(shop)s, %(since)s, %(until)s, '')
ON CONFLICT (shop_id) DO UPDATE SET since = excluded.since, until = excluded.until, page = ''

-- turn_page
-- A page was stored, in the same transaction.
UPDATE channel_pull SET page = %(page)s, pulled_at = %(now)s, messages = messages + %(messages)s, fresh = fresh + %(fresh)s,
  failure = '', said = '', failures = 0, not_before = %(not_before)s WHERE shop_id = %(shop)s

-- close_window
-- Every page of the window is stored: the next one begins where it ended.
UPDATE channel_pull SET since = until, until = NULL, page = '', whole_at = until, pulled_at = %(now)s,
  messages = messages + %(messages)s, fresh = fresh + %(fresh)s, failure = '', said = '', failures = 0,
  not_before = %(not_before)s WHERE shop_id = %(shop)s

-- fail
-- It did not work: why, and when it may be tried again. A page that is refused is forgotten: its window begins again.
INSERT INTO channel_pull (shop_id, since, failed_at, failure, said, failures, not_before)
VALUES (%(shop)s, %(since)s, %(now)s, %(failure)s, %(said)s, 1, %(not_before)s)
ON CONFLICT (shop_id) DO UPDATE SET failed_at = excluded.failed_at, failure = excluded.failure, said = excluded.said,
  failures = channel_pull.failures + 1, not_before = excluded.not_before,
  page = CASE WHEN %(forget_page)s THEN '' ELSE channel_pull.page END

-- lock
-- One traffic of a kind with a shop at a time, until `unlock` or the end of the session.
SELECT pg_try_advisory_lock(hashtext(current_schema() || %s), %s)

-- unlock
SELECT pg_advisory_unlock(hashtext(current_schema() || %s), %s)

-- ours
-- Which of these orders of the platform we have.
SELECT external_id FROM orders WHERE shop_id = %s AND external_id = ANY(%s::text[])

-- last_hour
SELECT max(hour) FROM channel_hour WHERE shop_id = %s

-- keep_hours
-- What an hour's comparison found; compared again, what was missing once stays counted.
INSERT INTO channel_hour (shop_id, hour, theirs, missing, fetched, absent, compared_at)
SELECT %(shop)s, h.hour, h.theirs, h.missing, h.fetched, ARRAY(SELECT jsonb_array_elements_text(h.absent)), %(now)s
FROM jsonb_to_recordset(%(hours)s::jsonb) AS h (hour timestamptz, theirs bigint, missing bigint, fetched bigint, absent jsonb)
ON CONFLICT (shop_id, hour) DO UPDATE SET theirs = excluded.theirs, missing = greatest(channel_hour.missing, excluded.missing),
  fetched = channel_hour.fetched + excluded.fetched, absent = excluded.absent, compared_at = excluded.compared_at

-- absent
SELECT hour, absent FROM channel_hour WHERE shop_id = %s AND absent <> '{}' ORDER BY hour DESC LIMIT %s

-- still_absent
-- Missing orders that came meanwhile are missing no more.
UPDATE channel_hour h SET absent = ARRAY(
  SELECT a.key FROM unnest(h.absent) AS a (key)
  WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = h.shop_id AND o.external_id = a.key))
WHERE h.shop_id = %s AND h.absent <> '{}'

-- forget_hours
DELETE FROM channel_hour WHERE shop_id = %(shop)s AND hour < %(before)s
