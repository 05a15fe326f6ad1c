-- Where reading the mailbox of a shop stands: everything behind `uid` of the folder as it was at `validity` is to be read.
CREATE TABLE mail_state (
  shop_id bigint PRIMARY KEY,
  validity bigint NOT NULL DEFAULT 0,
  uid bigint NOT NULL DEFAULT 0,
  read_at timestamptz,
  letters bigint NOT NULL DEFAULT 0,
  failed_at timestamptz,
  failure text NOT NULL DEFAULT '',
  said text NOT NULL DEFAULT '',
  failures bigint NOT NULL DEFAULT 0,
  not_before timestamptz
);
