-- Bundles, gifts, pre-sale, merged orders, invoices.
SELECT 1;
