-- What payment gateways told, as it came and as it was understood: each notice once.
CREATE TABLE payment_notice (
  id bigint PRIMARY KEY,
  shop_id bigint NOT NULL,
  gateway text NOT NULL,
  key text NOT NULL,
  received_at timestamptz NOT NULL,
  body bytea NOT NULL,
  kind text NOT NULL,
  order_key text NOT NULL,
  reference text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
  currency text NOT NULL,
  notice jsonb NOT NULL,
  outcome text NOT NULL DEFAULT 'kept' CHECK (outcome IN ('kept', 'done', 'no_order', 'refused', 'ignored', 'settled')),
  why text NOT NULL DEFAULT '',
  order_id bigint,
  settled_at timestamptz,
  settled_by text NOT NULL DEFAULT '',
  UNIQUE (shop_id, gateway, key)
);
CREATE INDEX payment_notice_todo ON payment_notice (received_at, id) WHERE outcome IN ('kept', 'no_order', 'refused');
CREATE INDEX payment_notice_days ON payment_notice (shop_id, received_at);
CREATE INDEX payment_notice_order ON payment_notice (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX payment_at ON payment (at);
