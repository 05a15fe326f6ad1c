-- Holds that end by the clock, or stop one line only; customers found by their company. Tables and versions of rules
-- have models (records/models/rules.py).
ALTER TABLE hold
  ADD COLUMN until timestamptz,
  ADD COLUMN at_end text NOT NULL DEFAULT '' CHECK (at_end IN ('', 'release', 'cancel', 'escalate')),
  ADD COLUMN line_only boolean NOT NULL DEFAULT false;

-- Credit: the open orders of a company. Orders of consumers have no entry here.
CREATE INDEX person_by_company ON person (lower(btrim(company)), order_id) WHERE company <> '';
