-- What replay needs of the past.
SELECT 1;
