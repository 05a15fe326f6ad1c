-- Expected goods, transfers, lots, publishing of stock.
SELECT 1;
