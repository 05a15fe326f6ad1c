-- one_at_a_time
-- Two audits at once would raise an alarm twice; the second waits for the next hour.
SELECT pg_try_advisory_xact_lock(hashtext('orderway.alarms'), hashtext(current_schema()))

-- seen_again
-- An alarm that stands already: what is broken now.
UPDATE alarm SET seen_at = %(now)s, checked = %(checked)s, broken = %(broken)s, ids = %(ids)s::jsonb
WHERE invariant = %(invariant)s AND over_at IS NULL

-- raise_alarm
-- A new alarm.
INSERT INTO alarm (id, invariant, raised_at, seen_at, checked, broken, ids)
VALUES (%(id)s, %(invariant)s, %(now)s, %(now)s, %(checked)s, %(broken)s, %(ids)s::jsonb)

-- end_whole
-- Alarms whose invariant was looked at and holds again; they stay to be acknowledged.
UPDATE alarm SET over_at = %(now)s WHERE over_at IS NULL AND invariant = ANY(%(whole)s)

-- standing
-- Alarms that still stand, or that nobody has acknowledged.
SELECT id, invariant, raised_at, seen_at, checked, broken, ids, over_at, acknowledged_at, acknowledged_by, note
FROM alarm WHERE over_at IS NULL OR acknowledged_at IS NULL ORDER BY id DESC LIMIT %(limit)s

-- past
-- Alarms that are over and acknowledged, the newest first.
SELECT id, invariant, raised_at, seen_at, checked, broken, ids, over_at, acknowledged_at, acknowledged_by, note
FROM alarm WHERE over_at IS NOT NULL AND acknowledged_at IS NOT NULL ORDER BY raised_at DESC, id DESC LIMIT %(limit)s

-- unacknowledged
-- How many alarms nobody has acknowledged.
SELECT count(*) FROM (SELECT 1 FROM alarm WHERE acknowledged_at IS NULL LIMIT %(limit)s) a

-- acknowledge
-- Somebody has seen it and says what is done about it.
UPDATE alarm SET acknowledged_at = %(now)s, acknowledged_by = %(by)s, note = %(note)s WHERE id = %(id)s AND acknowledged_at IS NULL
