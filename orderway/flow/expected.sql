-- prices
-- The prices of some shops for some SKUs, whomever they are for; of two that hold at once the one that began last
-- stands first, and is taken.
SELECT shop_id, sku_id, lower(customer), units_from::bigint, unit_minor, currency, since, until FROM price
WHERE shop_id = ANY(%(shops)s::bigint[]) AND sku_id = ANY(%(skus)s::bigint[]) ORDER BY since DESC NULLS LAST, id DESC
