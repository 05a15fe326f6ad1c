-- What is kept of the traffic with platforms: authorisations, cursors, comparisons.

-- The access of a shop to its platform. `sealed` is a JSON object of secrets, encrypted (`web.secrets`).
CREATE TABLE channel_account (
  shop_id bigint PRIMARY KEY,
  base_url text NOT NULL DEFAULT '',
  sealed text NOT NULL DEFAULT '',
  options jsonb NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  active boolean NOT NULL DEFAULT true,
  tells text[] NOT NULL DEFAULT '{}',
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL DEFAULT ''
);

-- Where pulling stands. A window [since, until] is under way where `until` is not null, at `page`.
CREATE TABLE channel_pull (
  shop_id bigint PRIMARY KEY,
  since timestamptz NOT NULL,
  until timestamptz,
  page text NOT NULL DEFAULT '',
  pulled_at timestamptz,
  whole_at timestamptz,
  not_before timestamptz,
  failed_at timestamptz,
  failure text NOT NULL DEFAULT '',
  said text NOT NULL DEFAULT '',
  failures bigint NOT NULL DEFAULT 0 CHECK (failures >= 0),
  messages bigint NOT NULL DEFAULT 0 CHECK (messages >= 0),
  fresh bigint NOT NULL DEFAULT 0 CHECK (fresh BETWEEN 0 AND messages),
  CHECK (until IS NULL OR until >= since),
  CHECK (until IS NOT NULL OR page = '')
);

-- The platform's list of an hour beside ours. `missing` when it was compared, `absent` those that still are not orders.
CREATE TABLE channel_hour (
  shop_id bigint NOT NULL,
  hour timestamptz NOT NULL,
  theirs bigint NOT NULL CHECK (theirs >= 0),
  missing bigint NOT NULL CHECK (missing BETWEEN 0 AND theirs),
  fetched bigint NOT NULL DEFAULT 0 CHECK (fetched >= 0),
  absent text[] NOT NULL DEFAULT '{}',
  compared_at timestamptz NOT NULL,
  PRIMARY KEY (shop_id, hour)
);
CREATE INDEX channel_hour_absent ON channel_hour (shop_id) WHERE absent <> '{}';

-- The latest level of a SKU on its way to a shop, and what an order's channel was told.
CREATE INDEX outbox_levels ON outbox (target, (payload->>'sku'), id) WHERE topic IN ('stock', 'channel.stock');
CREATE INDEX outbox_given_up ON outbox (target, topic) WHERE state = 'FAILED';
