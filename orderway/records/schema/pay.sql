-- Promotions, credit, gateways.
SELECT 1;
