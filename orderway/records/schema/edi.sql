-- Interchanges sent and received, with what became of each. `key` is what it is about, so that nothing is made twice.
CREATE TABLE edi_interchange (
  id bigint PRIMARY KEY,
  partner_id bigint NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  at timestamptz NOT NULL,
  control text NOT NULL,
  kind text NOT NULL,
  number text NOT NULL DEFAULT '',
  order_id bigint,
  key text NOT NULL,
  state text NOT NULL CHECK (state IN ('TAKEN', 'PART', 'REFUSED', 'REPLAY', 'WRITTEN', 'SENT', 'FAILED')),
  ack text NOT NULL DEFAULT '' CHECK (ack IN ('', 'accepted', 'errors', 'part', 'rejected', 'settled')),
  ack_due_at timestamptz,
  acked_at timestamptz,
  source text NOT NULL DEFAULT '',
  sha256 bytea NOT NULL,
  facts jsonb NOT NULL DEFAULT '{}',
  body bytea NOT NULL,
  CONSTRAINT edi_interchange_once UNIQUE (partner_id, direction, key)
);
CREATE INDEX edi_interchange_by_order ON edi_interchange (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX edi_interchange_by_control ON edi_interchange (partner_id, control) WHERE direction = 'out';
CREATE INDEX edi_interchange_unanswered ON edi_interchange (ack_due_at) WHERE ack = '' AND ack_due_at IS NOT NULL;

-- The last control number given out to each partner; moved in the transaction that keeps the interchange.
CREATE TABLE edi_control (
  partner_id bigint PRIMARY KEY,
  last bigint NOT NULL CHECK (last BETWEEN 0 AND 999999999)
);

-- What outside warehouses told of their stock: each telling once, with the differences that it showed.
CREATE TABLE stock_feed (
  id bigint PRIMARY KEY,
  warehouse_id bigint NOT NULL,
  at timestamptz NOT NULL,
  told_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('count', 'receive', 'adjust')),
  key text NOT NULL,
  state text NOT NULL CHECK (state IN ('applied', 'part', 'old')),
  differences jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT stock_feed_once UNIQUE (warehouse_id, kind, key)
);
CREATE INDEX stock_feed_latest ON stock_feed (warehouse_id, told_at) WHERE kind = 'count' AND state <> 'old';

-- Events of webhook warehouses that were carried out, so that a second telling changes nothing.
CREATE TABLE warehouse_event (
  warehouse_id bigint NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  order_id bigint,
  outcome text NOT NULL,
  PRIMARY KEY (warehouse_id, key)
);
