-- invoices
-- What an issuer needs for these invoices; the buyer's data is read only to be sent.
SELECT i.id, i.state, i.kind, i.holder, i.title, i.tax_number, i.email, i.amount_minor, i.currency,
       (SELECT r.number FROM invoice r WHERE r.id = i.reverses_id), o.external_id, s.channel, s.practice,
       coalesce(s.settings->>'invoices', ''),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(l.title, l.ordered - l.cancelled - l.returned, l.paid_share_minor - l.refunded_minor)
                                  ORDER BY l.position, l.id), '[]')
        FROM order_line l WHERE l.order_id = o.id AND l.ordered > l.cancelled + l.returned AND l.paid_share_minor > l.refunded_minor)
FROM invoice i JOIN orders o ON o.id = i.order_id JOIN shop s ON s.id = o.shop_id WHERE i.id = ANY(%s)
