-- What the machine watches by itself.
SELECT 1;
