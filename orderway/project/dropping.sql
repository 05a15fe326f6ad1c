-- shops
SELECT id, code, channel, language FROM shop WHERE active ORDER BY id

-- same
-- The newest file of these bytes that came to the shop by its folder.
SELECT id, state FROM import_file WHERE shop_id = %s AND digest = %s AND by = %s ORDER BY id DESC LIMIT 1
