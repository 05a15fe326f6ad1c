-- Options when goods are short.
SELECT 1;
