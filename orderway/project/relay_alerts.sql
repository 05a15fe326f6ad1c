-- targets
-- The sealed addresses of services that are switched on.
SELECT id, sealed FROM notice_target WHERE active AND id = ANY(%s::bigint[])
