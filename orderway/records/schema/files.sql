-- Files of orders that people bring in, with their progress; the mappings of columns that shops keep.

CREATE TABLE import_file (
  id bigint PRIMARY KEY,
  shop_id bigint NOT NULL,
  channel text NOT NULL,
  name text NOT NULL,
  bytes bigint NOT NULL,
  digest text NOT NULL,
  state text NOT NULL CHECK (state IN ('NEW', 'WAITING', 'RUNNING', 'READING', 'DONE', 'FAILED')),
  mapping jsonb NOT NULL,
  headings jsonb NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL,
  started_at timestamptz,
  done_at timestamptz,
  rows_total bigint NOT NULL DEFAULT 0,
  rows_done bigint NOT NULL DEFAULT 0,
  orders bigint NOT NULL DEFAULT 0,
  problem_count bigint NOT NULL DEFAULT 0,
  problems jsonb NOT NULL DEFAULT '[]',
  message_ids bigint[] NOT NULL DEFAULT '{}',
  failure text NOT NULL DEFAULT ''
);
CREATE INDEX import_file_by_shop ON import_file (shop_id, id DESC);

CREATE TABLE import_body (
  file_id bigint PRIMARY KEY,
  body bytea NOT NULL
);

CREATE TABLE import_mapping (
  shop_id bigint NOT NULL,
  headings text NOT NULL,
  mapping jsonb NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (shop_id, headings)
);
