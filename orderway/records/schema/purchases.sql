-- Who changed a purchase order after it was entered: what stock/purchases.py remembers, oldest first.
ALTER TABLE purchase ADD COLUMN changes jsonb NOT NULL DEFAULT '[]';
