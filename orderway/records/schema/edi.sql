-- Interchanges sent and received.
SELECT 1;
