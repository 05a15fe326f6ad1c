-- one_at_a_time
-- Two looks at once would tell a thing twice; the second waits for the next minute.
SELECT pg_try_advisory_xact_lock(hashtext('orderway.alerts'), hashtext(current_schema()))

-- rules
-- Rules in force whose target is too.
SELECT r.id, r.what, r.target_id, r.shop_id, r.after_minutes, r.quiet_from, r.quiet_until, r.time_zone, r.language
FROM alert_rule r JOIN notice_target t ON t.id = r.target_id WHERE r.active AND t.active ORDER BY r.id

-- due_stuck
-- Orders whose step should have been done; told again when they stand past another time.
SELECT o.id || ':' || extract(epoch FROM o.due_at)::bigint, o.number || ' ' || o.next_action FROM orders o
WHERE o.due_at < %(before)s AND o.standing NOT IN ('completed', 'cancelled')
  AND (%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = o.id || ':' || extract(epoch FROM o.due_at)::bigint)
ORDER BY o.due_at, o.id LIMIT %(limit)s

-- due_hold
-- Open holds past their time.
SELECT h.id, o.number || ' ' || h.reason FROM hold h JOIN orders o ON o.id = h.order_id
WHERE h.state = 'OPEN' AND h.due_at < %(before)s AND (%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = h.id::text)
ORDER BY h.due_at, h.id LIMIT %(limit)s

-- due_message
-- Buyers whose message should have been answered.
SELECT c.id || ':' || extract(epoch FROM c.asked_at)::bigint, o.number FROM conversation c JOIN orders o ON o.id = c.order_id
WHERE c.answered_at IS NULL AND c.due_at < %(before)s AND (%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = c.id || ':' || extract(epoch FROM c.asked_at)::bigint)
ORDER BY c.due_at, c.id LIMIT %(limit)s

-- due_audit
-- Books that do not balance and that nobody has acknowledged.
SELECT a.id, a.invariant FROM alarm a
WHERE a.over_at IS NULL AND a.acknowledged_at IS NULL AND a.raised_at <= %(before)s
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = a.id::text)
ORDER BY a.id LIMIT %(limit)s

-- due_access
-- Authorisations of channels that end soon or have ended.
SELECT a.shop_id || ':' || extract(epoch FROM a.expires_at)::bigint, s.name FROM channel_account a JOIN shop s ON s.id = a.shop_id
WHERE a.active AND a.expires_at < %(soon)s AND (%(shop)s::bigint IS NULL OR a.shop_id = %(shop)s)
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = a.shop_id || ':' || extract(epoch FROM a.expires_at)::bigint)
ORDER BY a.expires_at, a.shop_id LIMIT %(limit)s

-- due_failed
-- Messages given up; an alert that failed is no reason for another.
SELECT b.id, b.topic || coalesce(' ' || o.number, '') FROM outbox b LEFT JOIN orders o ON o.id = b.order_id
WHERE b.state = 'FAILED' AND b.topic <> 'alert' AND b.at < %(before)s AND (%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)
  AND NOT EXISTS (SELECT 1 FROM alert_told t WHERE t.rule_id = %(rule)s AND t.key = b.id::text)
ORDER BY b.id LIMIT %(limit)s

-- tell
-- These are told by this rule now.
INSERT INTO alert_told (rule_id, key, at) SELECT %(rule)s, k, %(now)s FROM unnest(%(keys)s::text[]) k ON CONFLICT DO NOTHING

-- forget
-- What was told long ago.
DELETE FROM alert_told WHERE at < %(before)s
