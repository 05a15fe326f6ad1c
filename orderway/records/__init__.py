"""The one Django app that owns tables and migrations.

What people configure (shops, SKUs, warehouses, users …) are Django models, by topic, under `models/`. What the engine
writes by the thousand (orders and all that belongs to them, stock, history, the inbox) is `schema/flow.sql`: its rows
are the structs of `flow.order`, written by set-based statements only, so an ORM model would be a second truth. A test
holds the structs against the tables.
"""
