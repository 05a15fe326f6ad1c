"""The engine: load a batch, decide, save the difference. It knows orders and the world, not what the gates decide.

Comes in: orders to take on, by the inbox, by a command, or because their time has come. Goes out: the same orders as
far
as they can go, written with one statement a table. Limits: `kernel.limits.BATCH_ORDERS_MAX` orders a transaction.
"""
