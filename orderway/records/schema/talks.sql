-- Where reading the messages of a shop's platform stands: whole up to `since`.
CREATE TABLE channel_talk (
  shop_id bigint PRIMARY KEY,
  since timestamptz NOT NULL,
  pulled_at timestamptz,
  messages bigint NOT NULL DEFAULT 0,
  failed_at timestamptz,
  failure text NOT NULL DEFAULT '',
  said text NOT NULL DEFAULT '',
  failures bigint NOT NULL DEFAULT 0,
  not_before timestamptz
);

-- Buyers of platforms whose messages name the buyer and no order, as keyed hashes.
CREATE TABLE order_buyer (
  shop_id bigint NOT NULL,
  buyer bigint NOT NULL,
  order_id bigint NOT NULL,
  PRIMARY KEY (shop_id, buyer, order_id)
);
CREATE INDEX order_buyer_order ON order_buyer (order_id);
