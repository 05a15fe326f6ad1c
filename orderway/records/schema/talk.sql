-- Questions to buyers, conversations with them, alerts to staff. Templates, targets and rules have models
-- (records/models/talk.py).
ALTER TABLE question
  ADD COLUMN proposed text NOT NULL DEFAULT '',
  ADD COLUMN ended_by text NOT NULL DEFAULT '';

-- A logged call has an outcome; a message of the buyer says by which way it came, a reply by which way it goes.
ALTER TABLE note
  ADD COLUMN outcome text NOT NULL DEFAULT '',
  ADD COLUMN question_id bigint,
  ADD COLUMN way text NOT NULL DEFAULT '';

-- What a buyer wrote and who answers it, one row an order; the words themselves are notes.
CREATE TABLE conversation (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL UNIQUE,
  shop_id bigint NOT NULL,
  way text NOT NULL,
  asked_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  owner text NOT NULL,
  messages bigint NOT NULL CHECK (messages > 0),
  answered_at timestamptz,
  answered_by text NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX conversation_open ON conversation (due_at, id) WHERE answered_at IS NULL;

-- Messages of before that nobody has answered.
INSERT INTO conversation (id, order_id, shop_id, way, asked_at, due_at, owner, messages, answered_by)
SELECT min(n.id), n.order_id, o.shop_id, 'page', min(n.at), min(n.at) + interval '24 hours', '', count(*), ''
FROM note n JOIN orders o ON o.id = n.order_id
WHERE n.kind = 'buyer' AND NOT EXISTS (
  SELECT 1 FROM note a WHERE a.order_id = n.order_id AND a.kind IN ('reply', 'contact') AND a.at >= n.at)
GROUP BY n.order_id, o.shop_id;
UPDATE orders o SET extra = o.extra || '{"talk": 1}' FROM conversation c WHERE c.order_id = o.id;

-- What each rule of alerts has told already, so that it is told once.
CREATE TABLE alert_told (
  rule_id bigint NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (rule_id, key)
);
CREATE INDEX alert_told_at ON alert_told (at);
