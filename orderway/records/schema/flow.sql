-- The tables that the engine writes. No triggers (they would bar sharding by schema), no foreign keys between an order and
-- its parts (they are written by one statement a table in one transaction; `orderway audit` counts orphans), every invariant
-- that one row can hold as a check. Money: minor units, bounded on both sides. Months: partitions made ahead by `orderway migrate`
-- and by the daily task; the default partition catches what no month has.

CREATE SEQUENCE id_block INCREMENT BY 1000 START WITH 1000;

CREATE TABLE orders (
  id bigint PRIMARY KEY,
  shop_id bigint NOT NULL,
  external_id text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
  number text NOT NULL,
  placed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  currency text NOT NULL CHECK (length(currency) = 3),
  total_minor bigint NOT NULL CHECK (total_minor BETWEEN -1000000000000000 AND 1000000000000000),
  stage text NOT NULL,
  version bigint NOT NULL,
  channel_version text NOT NULL,
  origin text NOT NULL,
  parent_id bigint,
  country text NOT NULL,
  province text NOT NULL,
  city text NOT NULL,
  goods_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  tax_included boolean NOT NULL,
  subsidy_minor bigint NOT NULL,
  authorised_minor bigint NOT NULL CHECK (authorised_minor BETWEEN 0 AND 1000000000000000),
  captured_minor bigint NOT NULL CHECK (captured_minor BETWEEN 0 AND 1000000000000000),
  refund_open_minor bigint NOT NULL CHECK (refund_open_minor >= 0),
  refunded_minor bigint NOT NULL CHECK (refunded_minor >= 0),
  cancelled_minor bigint NOT NULL,
  payment_state text NOT NULL,
  payment_method text NOT NULL,
  paid_at timestamptz,
  status text NOT NULL,
  partially boolean NOT NULL,
  standing text NOT NULL,
  waits_for text NOT NULL,
  ready_at timestamptz,
  next_action text NOT NULL,
  owner_role text NOT NULL,
  due_at timestamptz,
  ship_by timestamptz,
  priority bigint NOT NULL,
  buyer_note text NOT NULL,
  seller_note text NOT NULL,
  wishes jsonb NOT NULL,
  language text NOT NULL,
  units bigint NOT NULL CHECK (units BETWEEN 0 AND 1000000000),
  line_count bigint NOT NULL,
  first_title text NOT NULL,
  weight_grams bigint NOT NULL,
  warehouse_id bigint,
  channel_fulfilled boolean NOT NULL,
  approved_by text NOT NULL,
  approved_at timestamptz,
  checked_version bigint NOT NULL,
  edited_by text NOT NULL,
  event_seq bigint NOT NULL,
  shipped_at timestamptz,
  delivered_at timestamptz,
  closed_at timestamptz,
  extra jsonb NOT NULL,
  CONSTRAINT orders_refunds_within_captured CHECK (refunded_minor + refund_open_minor <= captured_minor),
  CONSTRAINT orders_open_has_owner CHECK (standing IN ('completed', 'cancelled') OR (owner_role <> '' AND next_action <> '' AND due_at IS NOT NULL)),
  CONSTRAINT orders_once UNIQUE (shop_id, external_id)
) WITH (fillfactor = 85);
CREATE INDEX orders_ready ON orders (ready_at, id) WHERE ready_at IS NOT NULL;
CREATE INDEX orders_open_by_time_left ON orders (ship_by, id) WHERE standing NOT IN ('completed', 'cancelled');
CREATE INDEX orders_open_by_standing ON orders (standing, ship_by, id) WHERE standing NOT IN ('completed', 'cancelled');
CREATE INDEX orders_open_by_due ON orders (due_at, id) WHERE standing NOT IN ('completed', 'cancelled');
CREATE INDEX orders_ended ON orders (standing, id) WHERE standing IN ('completed', 'cancelled');
CREATE INDEX orders_by_receipt ON orders USING brin (received_at) WITH (pages_per_range = 16);
CREATE INDEX orders_waiting ON orders (waits_for, id) WHERE waits_for <> '';
CREATE INDEX orders_by_number ON orders (number text_pattern_ops);
CREATE INDEX orders_by_external ON orders (external_id text_pattern_ops);

CREATE TABLE person (
  order_id bigint PRIMARY KEY,
  name text NOT NULL,
  phone text NOT NULL,
  email text NOT NULL,
  company text NOT NULL,
  country text NOT NULL,
  province text NOT NULL,
  city text NOT NULL,
  district text NOT NULL,
  street text NOT NULL,
  postcode text NOT NULL,
  raw text NOT NULL,
  token text NOT NULL,
  version bigint NOT NULL,
  phone_hash bigint,
  last4_hash bigint,
  name_hash bigint,
  erased_at timestamptz
);
CREATE INDEX person_by_phone ON person (phone_hash, order_id) WHERE phone_hash IS NOT NULL;
CREATE INDEX person_by_last4 ON person (last4_hash, order_id) WHERE last4_hash IS NOT NULL;
CREATE INDEX person_by_name ON person (name_hash, order_id) WHERE name_hash IS NOT NULL;

CREATE TABLE order_line (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  position bigint NOT NULL,
  external_id text NOT NULL,
  listing text NOT NULL,
  sku_code text NOT NULL,
  title text NOT NULL,
  variant text NOT NULL,
  ordered bigint NOT NULL CHECK (ordered BETWEEN 0 AND 1000000),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor BETWEEN -1000000000000000 AND 1000000000000000),
  discount_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  paid_share_minor bigint NOT NULL,
  sku_id bigint,
  gift boolean NOT NULL,
  open bigint NOT NULL,
  promised bigint NOT NULL,
  backordered bigint NOT NULL,
  allocated bigint NOT NULL,
  released bigint NOT NULL,
  shipped bigint NOT NULL,
  cancelled bigint NOT NULL,
  returned bigint NOT NULL,
  refunded_units bigint NOT NULL,
  refunded_minor bigint NOT NULL CHECK (refunded_minor >= 0),
  weight_grams bigint NOT NULL,
  CONSTRAINT order_line_buckets CHECK (ordered = open + promised + backordered + allocated + released + shipped + cancelled
    AND least(open, promised, backordered, allocated, released, shipped, cancelled) >= 0),
  CONSTRAINT order_line_returned CHECK (returned BETWEEN 0 AND shipped),
  CONSTRAINT order_line_refunded CHECK (refunded_units BETWEEN 0 AND ordered)
) WITH (fillfactor = 85);
CREATE INDEX order_line_by_order ON order_line (order_id);
CREATE INDEX order_line_by_sku ON order_line (sku_id, order_id);
CREATE INDEX order_line_short ON order_line (sku_id, order_id) WHERE backordered > 0;

CREATE TABLE hold (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  reason text NOT NULL,
  state text NOT NULL,
  blocks text[] NOT NULL,
  owner_role text NOT NULL,
  raised_at timestamptz NOT NULL,
  due_at timestamptz,
  facts jsonb NOT NULL,
  line_id bigint,
  raised_by text NOT NULL,
  claimed_by text NOT NULL,
  resolved_at timestamptz,
  resolved_by text NOT NULL,
  note text NOT NULL
);
CREATE INDEX hold_by_order ON hold (order_id);
CREATE INDEX hold_open ON hold (reason, due_at, order_id) WHERE state = 'OPEN';

CREATE TABLE question (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  state text NOT NULL,
  field text NOT NULL,
  reason text NOT NULL,
  channel text NOT NULL,
  text text NOT NULL,
  language text NOT NULL,
  asked_by text NOT NULL,
  hold_id bigint,
  sent_at timestamptz,
  due_at timestamptz,
  answered_at timestamptz,
  answer jsonb NOT NULL,
  default_action text NOT NULL
);
CREATE INDEX question_by_order ON question (order_id);
CREATE INDEX question_open ON question (due_at, order_id) WHERE state IN ('DRAFT', 'SENT', 'ANSWERED');

CREATE TABLE stock (
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  on_hand bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  safety bigint NOT NULL DEFAULT 0 CHECK (safety >= 0),
  damaged bigint NOT NULL DEFAULT 0 CHECK (damaged >= 0),
  in_transit bigint NOT NULL DEFAULT 0 CHECK (in_transit >= 0),
  bin_code text NOT NULL DEFAULT '',
  PRIMARY KEY (sku_id, warehouse_id),
  CONSTRAINT stock_never_sold_twice CHECK (0 <= reserved AND reserved <= on_hand AND on_hand <= 1000000000)
) WITH (fillfactor = 50);

CREATE TABLE stock_demand (
  sku_id bigint PRIMARY KEY,
  waiting bigint NOT NULL CHECK (waiting >= 0)
) WITH (fillfactor = 50);

CREATE TABLE reservation (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  line_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
  state text NOT NULL,
  fulfilment_id bigint
) WITH (fillfactor = 85);
CREATE INDEX reservation_by_order ON reservation (order_id);
CREATE INDEX reservation_live ON reservation (sku_id, warehouse_id) WHERE state IN ('SOFT', 'HARD');

CREATE TABLE movement (
  id bigint NOT NULL,
  at timestamptz NOT NULL,
  sku_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  quantity bigint NOT NULL CHECK (quantity <> 0),
  kind text NOT NULL,
  reason text NOT NULL,
  actor text NOT NULL,
  order_id bigint,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX movement_by_stock ON movement (sku_id, warehouse_id, at);
CREATE INDEX movement_by_order ON movement (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE fulfilment (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  state text NOT NULL,
  ship_by timestamptz,
  created_at timestamptz NOT NULL,
  cost_minor bigint NOT NULL,
  carrier_id bigint,
  wave_id bigint,
  stopped_from text NOT NULL,
  reason text NOT NULL,
  sent_at timestamptz,
  picked_at timestamptz,
  packed_at timestamptz,
  shipped_at timestamptz,
  picker text NOT NULL,
  packer text NOT NULL,
  attempt bigint NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX fulfilment_by_order ON fulfilment (order_id);
CREATE INDEX fulfilment_open ON fulfilment (warehouse_id, state, ship_by, id) WHERE state NOT IN ('SHIPPED', 'CANCELLED', 'REJECTED');
CREATE INDEX fulfilment_by_wave ON fulfilment (wave_id) WHERE wave_id IS NOT NULL;

CREATE TABLE fulfilment_line (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  fulfilment_id bigint NOT NULL,
  line_id bigint NOT NULL,
  sku_id bigint NOT NULL,
  quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
  picked bigint NOT NULL,
  packed bigint NOT NULL,
  shipped bigint NOT NULL,
  short bigint NOT NULL,
  CONSTRAINT fulfilment_line_amounts CHECK (0 <= shipped AND shipped <= packed AND packed <= picked AND short >= 0 AND picked + short <= quantity)
) WITH (fillfactor = 85);
CREATE INDEX fulfilment_line_by_order ON fulfilment_line (order_id);

CREATE TABLE wave (
  id bigint PRIMARY KEY,
  warehouse_id bigint NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  picker text NOT NULL,
  plan jsonb NOT NULL,
  done_at timestamptz
);
CREATE INDEX wave_open ON wave (warehouse_id, id) WHERE done_at IS NULL;

CREATE TABLE parcel (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  fulfilment_id bigint NOT NULL,
  state text NOT NULL,
  label_key text NOT NULL UNIQUE,
  carrier_id bigint,
  tracking_number text NOT NULL,
  weight_grams bigint NOT NULL,
  address_version bigint NOT NULL,
  contents jsonb NOT NULL,
  labelled_at timestamptz,
  picked_up_at timestamptz,
  delivered_at timestamptz,
  due_from timestamptz,
  due_until timestamptz,
  prints bigint NOT NULL,
  cod_minor bigint NOT NULL,
  last_scan_at timestamptz
) WITH (fillfactor = 85);
CREATE INDEX parcel_by_order ON parcel (order_id);
CREATE UNIQUE INDEX parcel_by_tracking ON parcel (tracking_number, carrier_id) WHERE tracking_number <> '';
CREATE INDEX parcel_on_the_road ON parcel (last_scan_at, id) WHERE state NOT IN ('DELIVERED', 'VOIDED', 'RETURNED', 'LOST');

CREATE INDEX parcel_in_trouble ON parcel (order_id) WHERE state IN ('EXCEPTION', 'REFUSED', 'INTERCEPTING', 'RETURNING', 'LOST');

CREATE TABLE scan (
  id bigint NOT NULL,
  order_id bigint NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  source text NOT NULL,
  place text NOT NULL,
  text text NOT NULL,
  parcel_id bigint,
  fulfilment_id bigint,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX scan_by_order ON scan (order_id);

CREATE TABLE payment (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  kind text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN -1000000000000000 AND 1000000000000000),
  at timestamptz NOT NULL,
  external_id text NOT NULL,
  method text NOT NULL,
  by text NOT NULL,
  fee_minor bigint NOT NULL,
  CONSTRAINT payment_once UNIQUE (order_id, kind, external_id)
);

CREATE TABLE refund (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
  reason text NOT NULL,
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  line_id bigint,
  units bigint NOT NULL,
  first_unit bigint NOT NULL,
  return_id bigint,
  approved_by text NOT NULL,
  settled_at timestamptz,
  note text NOT NULL,
  external_id text NOT NULL
);
CREATE INDEX refund_by_order ON refund (order_id);
CREATE INDEX refund_open ON refund (asked_at, id) WHERE state NOT IN ('SUCCEEDED', 'REJECTED');

CREATE TABLE return_case (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  state text NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  lines jsonb NOT NULL,
  warehouse_id bigint,
  parcel_id bigint,
  due_at timestamptz,
  approved_by text NOT NULL,
  received_at timestamptz,
  inspected_by text NOT NULL,
  inspected_at timestamptz,
  refund_minor bigint NOT NULL,
  closed_at timestamptz,
  note text NOT NULL
);
CREATE INDEX return_by_order ON return_case (order_id);
CREATE INDEX return_open ON return_case (due_at, id) WHERE closed_at IS NULL;

CREATE TABLE survey (
  order_id bigint PRIMARY KEY,
  sent_at timestamptz NOT NULL,
  answered_at timestamptz,
  product bigint CHECK (product BETWEEN 1 AND 5),
  delivery bigint CHECK (delivery BETWEEN 1 AND 5),
  service bigint CHECK (service BETWEEN 1 AND 5),
  text text NOT NULL DEFAULT '',
  shop_id bigint NOT NULL,
  warehouse_id bigint,
  carrier_id bigint
);

CREATE TABLE note (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL,
  kind text NOT NULL,
  text text NOT NULL
);
CREATE INDEX note_by_order ON note (order_id);

CREATE TABLE event (
  id bigint NOT NULL,
  at timestamptz NOT NULL,
  order_id bigint NOT NULL,
  seq bigint NOT NULL,
  kind text NOT NULL,
  actor text NOT NULL,
  data jsonb NOT NULL,
  message_id bigint,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX event_by_order ON event (order_id, seq);

CREATE TABLE outbox (
  id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  topic text NOT NULL,
  target text NOT NULL,
  order_id bigint,
  payload jsonb NOT NULL,
  state text NOT NULL DEFAULT 'PENDING',
  attempt bigint NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  failure text NOT NULL DEFAULT '',
  sent_at timestamptz
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state = 'PENDING';
CREATE INDEX outbox_by_order ON outbox (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE inbox (
  id bigint NOT NULL,
  received_at timestamptz NOT NULL,
  shop_id bigint NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  source text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (id, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX inbox_by_shop ON inbox (shop_id, received_at);

CREATE TABLE inbox_todo (
  message_id bigint PRIMARY KEY,
  received_at timestamptz NOT NULL,
  shop_id bigint NOT NULL,
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'parked')),
  priority bigint NOT NULL DEFAULT 0,
  attempt bigint NOT NULL DEFAULT 0,
  reason text NOT NULL DEFAULT '',
  facts jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX inbox_todo_next ON inbox_todo (priority DESC, message_id) WHERE state = 'new';
CREATE INDEX inbox_todo_parked ON inbox_todo (reason, message_id) WHERE state = 'parked';

CREATE TABLE inbox_outcome (
  message_id bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  order_id bigint
);
CREATE INDEX inbox_outcome_by_message ON inbox_outcome (message_id);
CREATE INDEX inbox_outcome_by_order ON inbox_outcome (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE delivery_seen (
  shop_id bigint NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (shop_id, key)
);

CREATE TABLE idempotency (
  client text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  at timestamptz NOT NULL,
  status bigint NOT NULL,
  answer jsonb NOT NULL,
  PRIMARY KEY (client, key)
);

CREATE TABLE lease (
  id bigint PRIMARY KEY,
  worker text NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  ids bigint[] NOT NULL
);

CREATE TABLE run_record (
  id bigint NOT NULL,
  at timestamptz NOT NULL,
  worker text NOT NULL,
  orders bigint NOT NULL,
  record bytea NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE TABLE tally_change (
  id bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  change bigint NOT NULL
);
CREATE INDEX tally_change_by_kind ON tally_change (kind, key);

CREATE TABLE tally (
  kind text NOT NULL,
  key text NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (kind, key)
);
