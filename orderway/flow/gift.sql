-- given
-- Units given so far of these rules.
SELECT rule, units FROM gift_given WHERE rule = ANY(%s)
