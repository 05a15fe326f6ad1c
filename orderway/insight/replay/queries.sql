-- records
-- The run records of a period in the sequence of their decisions, after the one named last.
SELECT id, at, kind, snapshot, code, record FROM run_record
WHERE at >= %(since)s AND at < %(until)s AND (at, id) > (%(at)s, %(id)s) ORDER BY at, id LIMIT %(limit)s

-- snapshot
SELECT version, data FROM reference_snapshot WHERE digest = %(digest)s

-- one
-- The record of one batch.
SELECT id, at, kind, snapshot, code, record FROM run_record WHERE id = %(id)s AND at = %(at)s

-- at
-- The records of one moment; a batch's events bear the time of its record.
SELECT id, at, kind, snapshot, code, record FROM run_record WHERE at = %(at)s ORDER BY id

-- many
-- How many records and orders a period has, to show progress by.
SELECT count(*), coalesce(sum(orders), 0)::bigint FROM run_record WHERE at >= %(since)s AND at < %(until)s

-- period
-- From when to when there are records at all.
SELECT min(at), max(at) FROM run_record

-- sample
-- The newest records made by the code that runs now, and some drawn from all of its time.
SELECT id, at, kind, snapshot, code, record FROM run_record WHERE code = %(code)s ORDER BY at DESC, id DESC LIMIT %(limit)s

-- sizes
-- What the records weigh, by kind.
SELECT kind, count(*), sum(orders)::bigint, sum(octet_length(record))::bigint FROM run_record
WHERE at >= %(since)s AND at < %(until)s GROUP BY kind ORDER BY kind
