-- empty_notes
-- Who wrote when stays; the words go.
UPDATE note SET text = '' WHERE order_id = ANY(%s) AND text <> ''

-- drop_former
-- Receivers as they were before changes of address.
DELETE FROM person_was WHERE order_id = ANY(%s)
