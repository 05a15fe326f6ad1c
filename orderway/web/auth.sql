-- key
-- One API key by the part of it that is no secret; and, to spare a round trip, the version of the reference data.
SELECT secret_hash, name, scopes, shop_ids, expires_at, revoked_at,
  (SELECT version FROM reference_version WHERE id = 1) AS version
FROM api_key WHERE prefix = %s
