-- What the buyer's pages and the figures need beside the engine's tables.

-- Tries in vain to find an order by number and phone, by window of time; `key` is a hash of an address or a number typed.
CREATE TABLE lookup_try (
  key text NOT NULL,
  since timestamptz NOT NULL,
  tries bigint NOT NULL CHECK (tries >= 0),
  PRIMARY KEY (key, since)
);
CREATE INDEX lookup_try_by_age ON lookup_try (since);

CREATE INDEX orders_delivered ON orders (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX fulfilment_shipped ON fulfilment (shipped_at) WHERE shipped_at IS NOT NULL;
CREATE INDEX return_asked ON return_case (asked_at, id);
CREATE INDEX survey_answered ON survey (answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX note_of_buyers ON note (at, id) WHERE kind = 'buyer';
