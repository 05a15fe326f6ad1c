-- Text messages to buyers: what went out by which gateway, and what the gateway said came of it. Accesses have a model
-- (records/models/talk.py, TextAccount).
CREATE TABLE text_sent (
  message_id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  shop_id bigint NOT NULL,
  order_id bigint,
  reference text NOT NULL,
  parts bigint NOT NULL CHECK (parts > 0),
  sent_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'SENT' CHECK (state IN ('SENT', 'DELIVERED', 'FAILED')),
  code text NOT NULL DEFAULT '',
  told_at timestamptz
);
CREATE INDEX text_sent_reference ON text_sent (account_id, reference);
CREATE INDEX text_sent_order ON text_sent (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX text_sent_day ON text_sent (account_id, sent_at);
