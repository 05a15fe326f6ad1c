"""Quantities: the only owner of statements that write stock, demand and movements.

Balance = sum of movements, reserved = sum of live reservations, always. Stock is taken last in a transaction: the
rows are
locked in (sku, warehouse) order and taken from under a guard; fewer rows than asked means somebody was faster.
"""
