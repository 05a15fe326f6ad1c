-- Orders as they come: bundles, gifts, pre-sale, orders that travel together, invoices. See records/models/goods.py.

ALTER TABLE orders
  ADD COLUMN lead_id bigint,
  ADD COLUMN merge_key bigint,
  ADD COLUMN deposit_minor bigint NOT NULL DEFAULT 0 CHECK (deposit_minor BETWEEN 0 AND 1000000000000000),
  ADD COLUMN balance_due_at timestamptz,
  ADD COLUMN ship_from timestamptz;
CREATE INDEX orders_by_lead ON orders (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX orders_alike ON orders (merge_key) WHERE merge_key IS NOT NULL AND standing NOT IN ('completed', 'cancelled');
CREATE INDEX orders_by_balance ON orders (balance_due_at) WHERE balance_due_at IS NOT NULL AND standing NOT IN ('completed', 'cancelled');

ALTER TABLE order_line
  ADD COLUMN bundle_sku_id bigint,
  ADD COLUMN bundle_units bigint NOT NULL DEFAULT 0 CHECK (bundle_units BETWEEN 0 AND 1000000),
  ADD COLUMN price_rest_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN added_by text NOT NULL DEFAULT '',
  ADD COLUMN main_line_id bigint;

-- Parcels of orders that travel in another order's box carry its number: their key has an @ in it (flow/travel.py).
DROP INDEX parcel_by_tracking;
CREATE UNIQUE INDEX parcel_by_tracking ON parcel (tracking_number, carrier_id)
  WHERE tracking_number <> '' AND strpos(label_key, '@') = 0;
CREATE INDEX parcel_in_the_box ON parcel (tracking_number) WHERE tracking_number <> '' AND strpos(label_key, '@') > 0;

-- Invoices that were asked for. Title, tax number and e-mail are the buyer's and go when the buyer is erased.
CREATE TABLE invoice (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  state text NOT NULL,
  kind text NOT NULL,
  holder text NOT NULL,
  title text NOT NULL,
  tax_number text NOT NULL,
  email text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
  currency text NOT NULL CHECK (length(currency) = 3),
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  number text NOT NULL,
  url text NOT NULL,
  issued_at timestamptz,
  uploaded_at timestamptz,
  reverses_id bigint,
  failure text NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX invoice_by_order ON invoice (order_id);
CREATE INDEX invoice_open ON invoice (asked_at, id) WHERE state IN ('ASKED', 'ISSUING', 'FAILED', 'ISSUED');
CREATE UNIQUE INDEX invoice_by_number ON invoice (number) WHERE number <> '';

-- How much of a limited gift was given, so that the last one is given once.
CREATE TABLE gift_given (
  rule text PRIMARY KEY,
  units bigint NOT NULL CHECK (units >= 0)
) WITH (fillfactor = 50);
