-- Decision tables, their versions and trials.
SELECT 1;
