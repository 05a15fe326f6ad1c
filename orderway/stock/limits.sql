-- limits
-- What was decided of them; no row where nobody did.
SELECT value FROM setting WHERE key = %s
