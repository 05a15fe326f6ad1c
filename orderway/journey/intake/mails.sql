-- boxes
-- Every mailbox that is read, or that of one shop.
SELECT a.shop_id, a.host, a.port, a.security, a."user", a.sealed, a.folder, a.address, a.plus
FROM mail_account a JOIN shop s ON s.id = a.shop_id
WHERE a.active AND s.active AND NOT s.practice AND (%(shop)s::bigint IS NULL OR a.shop_id = %(shop)s) ORDER BY a.shop_id

-- state
SELECT validity, uid, not_before, failures FROM mail_state WHERE shop_id = %s

-- orders
-- Shop and key of the orders of these ids.
SELECT id, shop_id, external_id FROM orders WHERE id = ANY(%s::bigint[])

-- read
-- Everything up to this mail is read, in the same transaction as the last of it.
INSERT INTO mail_state (shop_id, validity, uid, read_at, letters)
VALUES (%(shop)s, %(validity)s, %(uid)s, %(now)s, %(letters)s)
ON CONFLICT (shop_id) DO UPDATE SET validity = excluded.validity, uid = excluded.uid, read_at = excluded.read_at,
  letters = mail_state.letters + excluded.letters, failure = '', said = '', failures = 0, not_before = NULL

-- fail
-- It did not work: why, and when it may be tried again.
INSERT INTO mail_state (shop_id, failed_at, failure, said, failures, not_before)
VALUES (%(shop)s, %(now)s, %(failure)s, %(said)s, 1, %(not_before)s)
ON CONFLICT (shop_id) DO UPDATE SET failed_at = excluded.failed_at, failure = excluded.failure, said = excluded.said,
  failures = mail_state.failures + 1, not_before = excluded.not_before

-- again
-- A person changed the access or asks for it: it is not waited for any longer.
UPDATE mail_state SET not_before = NULL, failures = 0 WHERE shop_id = %s

-- states
-- Where each mailbox stands, for the page.
SELECT shop_id, read_at, letters, failed_at, failure, said FROM mail_state
