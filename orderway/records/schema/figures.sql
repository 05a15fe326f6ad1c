-- Roll-ups of what passed in a day, written by `insight.figures` alone. Ids are 0 where nothing is known. A day counts
-- from midnight to midnight in `zone`; a row of zeros with all ids 0 says that the day was rolled up.
CREATE TABLE figure_day (
  zone text NOT NULL,
  day date NOT NULL,
  shop_id bigint NOT NULL,
  warehouse_id bigint NOT NULL,
  carrier_id bigint NOT NULL,
  shipments bigint NOT NULL,
  on_time bigint NOT NULL,
  orders bigint NOT NULL,
  cost_minor bigint NOT NULL,
  decided bigint NOT NULL,
  collected bigint NOT NULL,
  returns bigint NOT NULL,
  wrong bigint NOT NULL,
  refused bigint NOT NULL,
  PRIMARY KEY (zone, day, shop_id, warehouse_id, carrier_id)
);
