-- What is ring-fenced or lies in lots too old to be sold is not promised to everybody. All three follow from rows below.
ALTER TABLE stock
  ADD COLUMN fenced bigint NOT NULL DEFAULT 0 CHECK (fenced >= 0),
  ADD COLUMN unsellable bigint NOT NULL DEFAULT 0 CHECK (unsellable >= 0),
  ADD COLUMN unpublished boolean NOT NULL DEFAULT true;
CREATE INDEX stock_unpublished ON stock (sku_id) WHERE unpublished;
ALTER TABLE stock_demand ADD COLUMN undated boolean NOT NULL DEFAULT true;
CREATE INDEX stock_demand_undated ON stock_demand (sku_id) WHERE undated;
ALTER TABLE reservation ADD COLUMN fence_id bigint;
ALTER TABLE movement ADD COLUMN lot text NOT NULL DEFAULT '';
CREATE INDEX movement_by_lot ON movement (sku_id, lot) WHERE lot <> '';

-- Units set apart: for a shop, for an order that waited (earmark), or for a transfer that will take them away.
CREATE TABLE fence (
  id bigint PRIMARY KEY,
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  shop_id bigint,
  order_id bigint,
  transfer_id bigint,
  units bigint NOT NULL CHECK (units BETWEEN 0 AND 1000000000),
  given bigint NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  CONSTRAINT fence_for_one CHECK (num_nonnulls(shop_id, order_id, transfer_id) = 1)
);
CREATE INDEX fence_by_stock ON fence (sku_id, warehouse_id);
CREATE UNIQUE INDEX fence_of_shop ON fence (shop_id, sku_id, warehouse_id) WHERE shop_id IS NOT NULL;
CREATE INDEX fence_of_order ON fence (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX fence_of_transfer ON fence (transfer_id) WHERE transfer_id IS NOT NULL;

-- Lots of SKUs that are kept by lot: their sum is what is on hand.
CREATE TABLE lot (
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  lot text NOT NULL CHECK (length(lot) <= 100),
  expires_on date,
  on_hand bigint NOT NULL CHECK (on_hand >= 0),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (sku_id, warehouse_id, lot)
) WITH (fillfactor = 70);
CREATE INDEX lot_by_expiry ON lot (expires_on) WHERE on_hand > 0 AND expires_on IS NOT NULL;

CREATE TABLE serial (
  id bigint PRIMARY KEY,
  sku_id bigint NOT NULL,
  serial text NOT NULL CHECK (length(serial) BETWEEN 1 AND 100),
  state text NOT NULL,
  warehouse_id bigint,
  order_id bigint,
  line_id bigint,
  at timestamptz NOT NULL,
  by text NOT NULL,
  CONSTRAINT serial_once UNIQUE (sku_id, serial)
);
CREATE INDEX serial_by_order ON serial (order_id) WHERE order_id IS NOT NULL;

-- Expected goods.
CREATE TABLE purchase (
  id bigint PRIMARY KEY,
  number text NOT NULL CHECK (length(number) BETWEEN 1 AND 100),
  supplier_id bigint,
  warehouse_id bigint NOT NULL,
  state text NOT NULL,
  expected_on timestamptz,
  note text NOT NULL DEFAULT '',
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  closed_at timestamptz,
  version bigint NOT NULL DEFAULT 1,
  CONSTRAINT purchase_once UNIQUE (number)
);
CREATE INDEX purchase_open ON purchase (expected_on, id) WHERE closed_at IS NULL;
CREATE TABLE purchase_line (
  id bigint PRIMARY KEY,
  purchase_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  ordered bigint NOT NULL CHECK (ordered BETWEEN 1 AND 1000000),
  received bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
  damaged bigint NOT NULL DEFAULT 0 CHECK (damaged >= 0),
  written_off bigint NOT NULL DEFAULT 0 CHECK (written_off >= 0),
  CONSTRAINT purchase_line_once UNIQUE (purchase_id, sku_id)
);
CREATE INDEX purchase_line_by_sku ON purchase_line (sku_id);
CREATE TABLE receipt (
  id bigint PRIMARY KEY,
  purchase_id bigint,
  transfer_id bigint,
  at timestamptz NOT NULL,
  by text NOT NULL,
  reference text NOT NULL,
  lines jsonb NOT NULL
);
CREATE INDEX receipt_by_purchase ON receipt (purchase_id) WHERE purchase_id IS NOT NULL;
CREATE INDEX receipt_by_transfer ON receipt (transfer_id) WHERE transfer_id IS NOT NULL;
CREATE UNIQUE INDEX receipt_once ON receipt (coalesce(purchase_id, 0), coalesce(transfer_id, 0), reference) WHERE reference <> '';

-- Transfers between warehouses. What has left and not come is stock.in_transit of the place it goes to.
CREATE TABLE transfer (
  id bigint PRIMARY KEY,
  state text NOT NULL,
  from_id bigint NOT NULL,
  to_id bigint NOT NULL CHECK (to_id <> from_id),
  reason text NOT NULL,
  cost_minor bigint NOT NULL DEFAULT 0,
  due_at timestamptz,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  approved_by text NOT NULL DEFAULT '',
  approved_at timestamptz,
  shipped_at timestamptz,
  received_at timestamptz,
  note text NOT NULL DEFAULT '',
  facts jsonb NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX transfer_open ON transfer (state, id) WHERE state NOT IN ('RECEIVED', 'CANCELLED');
CREATE TABLE transfer_line (
  id bigint PRIMARY KEY,
  transfer_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  units bigint NOT NULL CHECK (units BETWEEN 1 AND 1000000),
  shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  received bigint NOT NULL DEFAULT 0 CHECK (received >= 0),
  lost bigint NOT NULL DEFAULT 0 CHECK (lost >= 0),
  lots jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT transfer_line_once UNIQUE (transfer_id, sku_id),
  CONSTRAINT transfer_line_amounts CHECK (received + lost <= shipped AND shipped <= units)
);
CREATE INDEX transfer_line_by_sku ON transfer_line (sku_id);
CREATE TABLE earmark (
  transfer_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  order_id bigint NOT NULL,
  units bigint NOT NULL CHECK (units > 0),
  PRIMARY KEY (transfer_id, sku_id, order_id)
);
CREATE INDEX earmark_by_order ON earmark (order_id);

-- Counts: one row a place to be counted; the sheet does not tell what the books say.
CREATE TABLE count_task (
  id bigint PRIMARY KEY,
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  reason text NOT NULL,
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  state text NOT NULL,
  order_id bigint,
  found bigint,
  booked bigint,
  counted_by text NOT NULL DEFAULT '',
  counted_at timestamptz,
  decided_by text NOT NULL DEFAULT '',
  decided_at timestamptz
);
CREATE UNIQUE INDEX count_task_open ON count_task (sku_id, warehouse_id) WHERE state IN ('ASKED', 'COUNTED');

-- What each shop was told last, and feeds that tell us.
CREATE TABLE published (
  shop_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  units bigint NOT NULL,
  at timestamptz NOT NULL,
  rule text NOT NULL,
  PRIMARY KEY (shop_id, sku_id)
);
CREATE TABLE feed (
  source text NOT NULL,
  warehouse_id bigint NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz NOT NULL,
  rows bigint NOT NULL,
  differences jsonb NOT NULL,
  PRIMARY KEY (source, warehouse_id)
);

-- What was asked for lately, worked out now and then: the ground of replenishment.
CREATE TABLE demand_rate (
  sku_id bigint PRIMARY KEY,
  units bigint NOT NULL,
  days bigint NOT NULL,
  last_at timestamptz,
  at timestamptz NOT NULL
);
