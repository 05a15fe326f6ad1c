-- What replay needs of the past.
-- `kind`: what the batch was for (intake, command, advance); `snapshot`: the reference data it saw; `code`: a fingerprint of the
-- code that decided, since another release may decide otherwise; `record`: see flow/record.py, no personal data in it.
ALTER TABLE run_record
  ADD COLUMN kind text NOT NULL DEFAULT '',
  ADD COLUMN snapshot text NOT NULL DEFAULT '',
  ADD COLUMN code text NOT NULL DEFAULT '';
-- It comes compressed; the server need not try.
ALTER TABLE run_record ALTER COLUMN record SET STORAGE EXTERNAL;
CREATE INDEX run_record_by_time ON run_record (at);

-- Reference data as some batch saw them, by the digest of their content: one row however many records name it.
CREATE TABLE reference_snapshot (
  digest text PRIMARY KEY,
  version bigint NOT NULL,
  at timestamptz NOT NULL,
  data bytea NOT NULL
);
ALTER TABLE reference_snapshot ALTER COLUMN data SET STORAGE EXTERNAL;

-- A change tried on past orders: what was changed, over which days, how far the run is, what came of it.
CREATE TABLE trial (
  id bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  by text NOT NULL,
  name text NOT NULL,
  changes jsonb NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  carry boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'WAITING',
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  failure text NOT NULL DEFAULT '',
  result jsonb NOT NULL DEFAULT '{}',
  activated_at timestamptz,
  activated_by text NOT NULL DEFAULT ''
);
CREATE INDEX trial_by_time ON trial (at DESC, id DESC);

CREATE TABLE trial_order (
  trial_id bigint NOT NULL,
  order_id bigint NOT NULL,
  record_id bigint NOT NULL,
  record_at timestamptz NOT NULL,
  place bigint NOT NULL,
  change jsonb NOT NULL,
  PRIMARY KEY (trial_id, order_id)
);
CREATE INDEX trial_order_in_turn ON trial_order (trial_id, place, order_id);
