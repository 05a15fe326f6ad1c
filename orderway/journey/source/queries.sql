-- take_turn
-- One worker of a company at a time decides windows; the lock is its session's.
SELECT pg_try_advisory_lock(2, hashtext(current_schema()))

-- leave_turn
SELECT pg_advisory_unlock(2, hashtext(current_schema()))

-- closed_windows
-- Orders collected for a joint decision whose window is over; the grace after it is still to come.
SELECT id FROM orders WHERE waits_for = 'sourcing' AND ready_at <= %(until)s ORDER BY ready_at, id LIMIT %(limit)s
