-- Questions, templates, kinds of holds, messages of buyers.
SELECT 1;
