-- member
-- Somebody who may sign in, by name.
SELECT 1 FROM member WHERE username = %s AND is_active

-- overdue
-- Agreed returns whose parcel should have come by now.
SELECT id, order_id FROM return_case
WHERE closed_at IS NULL AND due_at <= %(now)s AND state = 'AWAITING_PARCEL' AND kind <> 'refused' ORDER BY due_at, id LIMIT %(limit)s
