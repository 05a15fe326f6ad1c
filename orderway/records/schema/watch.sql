-- What the machine watches by itself, and what it keeps of receivers that were changed.

-- Personal data like `person`: the receiver of an order as it was before a change, masked, revealed and erased with it.
-- `version` is the version it had; `until` when the change came.
CREATE TABLE person_was (
  order_id bigint NOT NULL,
  version bigint NOT NULL,
  until timestamptz NOT NULL,
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
  PRIMARY KEY (order_id, version)
);

-- A broken invariant, found by the hourly audit: one open alarm an invariant. It ends when an audit finds the books whole
-- again, and stays on the page until a person has acknowledged it. `ids`: some of what is broken, as the audit names it.
CREATE TABLE alarm (
  id bigint PRIMARY KEY,
  invariant text NOT NULL,
  raised_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  checked bigint NOT NULL CHECK (checked >= 0),
  broken bigint NOT NULL CHECK (broken >= 0),
  ids jsonb NOT NULL,
  over_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  CONSTRAINT alarm_acknowledged_by_somebody CHECK ((acknowledged_at IS NULL) = (acknowledged_by = ''))
);
CREATE UNIQUE INDEX alarm_open ON alarm (invariant) WHERE over_at IS NULL;
CREATE INDEX alarm_unacknowledged ON alarm (id) WHERE acknowledged_at IS NULL;
CREATE INDEX alarm_by_time ON alarm (raised_at, id);
