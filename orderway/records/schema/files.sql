-- Files imported, with their mapping and progress.
SELECT 1;
